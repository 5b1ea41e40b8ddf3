//! How the pages look: by day and by night, from 320 pixels up. The colours keep a contrast of 4.5 : 1, and of 3 : 1 for the
//! frames of fields.

pub const STYLE: &str = "*{box-sizing:border-box}\
body{font:1rem/1.6 system-ui,sans-serif;margin:0;background:#f6f6f4;color:#1d1d1b}\
main{max-width:32rem;margin:0 auto;padding:1.5rem 1rem 3rem;background:#fff;min-height:100vh;overflow-wrap:anywhere}\
@media(min-width:36rem){main{margin:2rem auto;padding:2rem;border-radius:12px;min-height:0}}\
h1{font-size:1.5rem;line-height:1.3;margin:.25rem 0 1rem}p{margin:.5rem 0}.who{font-weight:600}\
nav{float:right}nav a{display:inline-block;padding:.25rem .5rem;color:#8a1f11}\
.f{margin:1rem 0}label{display:block;font-weight:600}.c label{display:flex;gap:.75rem;align-items:flex-start;font-weight:400;padding:.5rem 0}\
.hint{font-weight:400;color:#565652}.words{border-left:3px solid #8a8a84;padding-left:.75rem}\
input{font:inherit;color:inherit;background:#fff;border:1px solid #767671;border-radius:8px}\
.f input{display:block;width:100%;min-height:2.75rem;padding:.5rem .75rem;margin-top:.25rem}\
.c input{flex:none;width:1.5rem;height:1.5rem;margin:0}\
input[aria-invalid]{border:2px solid #b3261e}.e{color:#b3261e;font-weight:600;margin:.25rem 0}\
.alert{border:2px solid #b3261e;border-radius:8px;padding:.75rem 1rem;margin:1rem 0}.alert a{color:#b3261e}.alert ul{margin:.25rem 0;padding-left:1.25rem}\
button{font:inherit;font-weight:600;width:100%;min-height:2.75rem;margin-top:1rem;padding:.6rem 1.4rem;border:0;border-radius:8px;background:#8a1f11;color:#fff;cursor:pointer}\
input:focus-visible,button:focus-visible,a:focus-visible{outline:3px solid #1d1d1b;outline-offset:2px}\
.fax{position:absolute;left:-10000px;width:1px;height:1px;overflow:hidden}\
@media(prefers-color-scheme:dark){body{background:#161615;color:#eee}main{background:#222220}.hint{color:#b8b8b2}\
input{background:#2c2c29;border-color:#96968f}nav a{color:#f0a294}input[aria-invalid]{border-color:#ff8a80}.e,.alert a{color:#ff8a80}.alert{border-color:#ff8a80}\
button{background:#f0a294;color:#1d1d1b}input:focus-visible,button:focus-visible,a:focus-visible{outline-color:#eee}}";
