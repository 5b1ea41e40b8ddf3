/** Files up and down: what the typed client cannot do, progress and saving to disk. */
import { apiBase } from './base.ts';
import { send } from './client.ts';
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

/** Fetches with the session's token and hands the file to the browser to save. */
export async function download(path: string, fileName: string): Promise<void> {
  const response = await send(new Request((apiBase || location.origin) + path));
  if (!response.ok) throw await problemOf(response);
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
