// SPDX licence expressions: is one allowed by a list? AND binds tighter than OR; WITH belongs to its licence;
// the old slash form "MIT/Apache-2.0" means OR.

const TOKEN = /\s*(\(|\)|[A-Za-z0-9.+:-]+)/y;

function tokenise(expression) {
  const text = expression.replaceAll("/", " OR ").trim();
  const tokens = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (!match) throw new Error(`not a licence expression: ${expression}`);
    tokens.push(match[1]);
  }
  return tokens;
}

/** Can the terms of `expression` be met by licences in `list` (a Set) alone? Throws when it is not an expression. */
export function allowed(expression, list) {
  const tokens = tokenise(expression);
  const is = (word) => tokens[0]?.toUpperCase() === word;

  function either() {
    let result = both();
    while (is("OR")) {
      tokens.shift();
      const right = both();
      result ||= right;
    }
    return result;
  }
  function both() {
    let result = single();
    while (is("AND")) {
      tokens.shift();
      const right = single();
      result &&= right;
    }
    return result;
  }
  function single() {
    const token = tokens.shift();
    if (token === "(") {
      const result = either();
      if (tokens.shift() !== ")") throw new Error(`not a licence expression: ${expression}`);
      return result;
    }
    if (!token || token === ")" || /^(AND|OR|WITH)$/i.test(token)) {
      throw new Error(`not a licence expression: ${expression}`);
    }
    if (!is("WITH")) return list.has(token);
    tokens.shift();
    return list.has(`${token} WITH ${tokens.shift()}`);
  }

  const result = either();
  if (tokens.length > 0) throw new Error(`not a licence expression: ${expression}`);
  return result;
}
