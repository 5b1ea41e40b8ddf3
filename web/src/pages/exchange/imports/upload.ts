/** Choosing a file and sending it, with progress. */
import { html, nothing, type TemplateResult } from 'lit';
import {
  changeImport,
  createImport,
  type Import,
  type NewImport,
  readImport,
} from '../../../api/exchange/imports.ts';
import { upload } from '../../../api/transfer.ts';
import { guessEncoding, guessFormat } from '../../../models/exchange/import-mapping.ts';
import { formatBytes, formatPercent } from '../../../models/format.ts';
import { formButtons, formProblem, selectField } from '../../../ui/fields.ts';
import { FieldErrors, Form, type FormValues } from '../../../ui/form.ts';
import { dialog } from '../../../ui/modal.ts';
import { wordOptions } from '../../../ui/options.ts';
import { language, t } from '../../../ui/text.ts';

export class UploadDialog {
  private form: Form | undefined;
  private file: File | undefined;
  private share: number | undefined;
  private guess: { format: string; encoding: string; compression: string } = {
    format: 'csv',
    encoding: 'utf-8',
    compression: 'none',
  };
  private stop = new AbortController();
  /** Made once for a file, so that a second try after a broken upload continues the same import. */
  private made: Import | undefined;

  constructor(
    private readonly refresh: () => void,
    private readonly go: (href: string) => void,
  ) {}

  show(): void {
    this.form = new Form('upload', this.refresh);
    this.file = undefined;
    this.made = undefined;
    this.share = undefined;
    this.stop = new AbortController();
    this.refresh();
  }

  private close = (): void => {
    this.stop.abort();
    this.form = undefined;
    this.refresh();
  };

  private choose = async (event: Event): Promise<void> => {
    this.file = (event.target as HTMLInputElement).files?.[0];
    this.made = undefined;
    if (this.file) {
      const guess = guessFormat(this.file.name);
      const head = new Uint8Array(await this.file.slice(0, 65_536).arrayBuffer());
      this.guess = { ...guess, encoding: guess.compression === 'gzip' ? 'utf-8' : guessEncoding(head) };
    }
    this.refresh();
  };

  private send = async (event: SubmitEvent): Promise<void> => {
    const { form } = this;
    const made = await form?.submit(event, (values, key) => this.transfer(values, key));
    this.share = undefined;
    this.refresh();
    if (!made || this.form !== form) return;
    this.close();
    this.go(`/imports/${made.id}`);
  };

  private async transfer(values: FormValues, key: string): Promise<Import> {
    const { file } = this;
    if (!file) throw new FieldErrors({ file: t('imports.file.missing') });
    this.made = this.made ? await again(this.made, values) : await createImport(newImport(values, file), key);
    await upload(
      `/v1/imports/${this.made.id}/content`,
      file,
      (share) => {
        this.share = share;
        this.refresh();
      },
      this.stop.signal,
    );
    return this.made;
  }

  view(): TemplateResult | typeof nothing {
    const { form, guess } = this;
    if (!form) return nothing;
    return dialog({
      title: t('imports.new'),
      close: this.close,
      body: html`<form class="form" novalidate @submit=${this.send}>
        ${formProblem(form)} ${this.fileField(form)}
        ${selectField(form, 'kind', t('imports.kind'), wordOptions('import_kind'), { value: 'purchases', hint: t('imports.kind.hint') })}
        ${selectField(form, 'format', t('imports.format'), wordOptions('import_format'), { value: guess.format })}
        ${selectField(form, 'encoding', t('imports.encoding'), wordOptions('import_encoding'), { value: guess.encoding })}
        ${selectField(form, 'compression', t('imports.compression'), wordOptions('compression'), { value: guess.compression })}
        ${this.share === undefined ? nothing : this.progress(this.share)}
        ${formButtons(form, t('imports.upload'), this.close)}
      </form>`,
    });
  }

  private fileField(form: Form): TemplateResult {
    const error = form.errors.file;
    return html`<div class="field wide">
      <label for="upload-file">${t('imports.file')}</label>
      <input
        id="upload-file"
        type="file"
        accept=".csv,.txt,.ndjson,.jsonl,.json,.gz"
        aria-invalid=${error ? 'true' : 'false'}
        aria-describedby="upload-file-note"
        @change=${this.choose}
      />
      <p id="upload-file-note" class=${error ? 'field-error' : 'hint'}>
        ${error ?? (this.file ? formatBytes(this.file.size, language()) : t('imports.file.hint'))}
      </p>
    </div>`;
  }

  private progress(share: number): TemplateResult {
    return html`<div class="field wide">
      <progress max="1" value=${share} aria-label=${t('imports.uploading')}></progress>
      <p class="hint">${t('imports.uploading')} ${formatPercent(share, language())}</p>
    </div>`;
  }
}

/** A file that could not be read is sent once more, perhaps under another encoding or format. */
async function again({ id }: Import, values: FormValues): Promise<Import> {
  const { tag } = await readImport(id);
  const { format, encoding } = newImport(values, new File([], ''));
  return (await changeImport(id, tag, { format: format ?? 'csv', encoding: encoding ?? 'utf-8' })).value;
}

function newImport(values: FormValues, file: File): NewImport {
  return {
    kind: values.text('kind') as NewImport['kind'],
    format: values.text('format') as NewImport['format'],
    encoding: values.text('encoding') as NewImport['encoding'],
    compression: values.text('compression') as NewImport['compression'],
    file_name: file.name,
  };
}
