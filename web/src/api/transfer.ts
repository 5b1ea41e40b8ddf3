/** Files up and down: what the typed client cannot do, progress and saving to disk. */
import { apiBase } from './base.ts';
import { client, ok, send } from './client.ts';
import { problemOf, UnreachableError } from './problem.ts';
import { freshToken, recover } from './session.ts';

/** Sends a file as it is; `progress` gets the share that has left this machine. */
export async function upload(
  path: string,
  file: Blob,
  progress: (share: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const token = await freshToken();
  let response = await put(path, file, token, progress, signal);
  if (response.status === 401 && (await recover(token))) {
    response = await put(path, file, await freshToken(), progress, signal);
  }
  if (!response.ok) throw await problemOf(response);
}

/** Posts a small file under its own media type. */
export async function postFile(path: string, file: Blob, key: string): Promise<void> {
  const headers = { 'Content-Type': file.type, 'Idempotency-Key': key };
  const response = await send(
    new Request((apiBase || location.origin) + path, { method: 'POST', body: file, headers }),
  );
  if (!response.ok) throw await problemOf(response);
}

function put(
  path: string,
  file: Blob,
  token: string | undefined,
  progress: (share: number) => void,
  signal?: AbortSignal,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', (apiBase || location.origin) + path);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.setRequestHeader('Accept-Language', document.documentElement.lang);
    if (token) request.setRequestHeader('Authorization', `Bearer ${token}`);
    request.upload.onprogress = (event) => progress(event.total > 0 ? event.loaded / event.total : 0);
    request.onload = () => {
      const headers = new Headers({ 'x-request-id': request.getResponseHeader('x-request-id') ?? '' });
      resolve(
        new Response(request.status === 204 ? null : request.responseText, {
          status: request.status,
          headers,
        }),
      );
    };
    request.onerror = () => reject(new UnreachableError('unreachable'));
    request.onabort = () => reject(new DOMException('aborted', 'AbortError'));
    signal?.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

/**
 * Lets the browser save a file by itself, however long it is: first a cookie is set that opens it for a minute, for the
 * browser sends no token. The file has the name the server gives it.
 */
export async function download(path: string): Promise<void> {
  const { pathname, search } = new URL(path, location.origin);
  const target = pathname + search;
  await ok(client.POST('/v1/auth/downloads', { body: { path: target }, credentials: 'include' }));
  const link = document.createElement('a');
  link.href = (apiBase || location.origin) + target;
  link.download = '';
  link.click();
}
