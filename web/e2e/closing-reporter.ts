/** Closes a run with one plain line, 'Journeys: N passed, N failed'. A run in which no journey passed has failed. */
import type { FullConfig, FullResult, Reporter, Suite, TestError } from '@playwright/test/reporter';

// biome-ignore lint/style/noDefaultExport: Playwright reads the default export.
export default class ClosingReporter implements Reporter {
  private suite: Suite | undefined;
  /** Failures of no journey: a file that cannot be read, a worker that ended. */
  private errors = 0;

  onBegin(_: FullConfig, suite: Suite): void {
    this.suite = suite;
  }

  onError(_: TestError): void {
    this.errors += 1;
  }

  async onEnd(): Promise<{ status?: FullResult['status'] } | undefined> {
    const tests = this.suite?.allTests() ?? [];
    const passed = tests.filter((test) => test.outcome() === 'expected').length;
    const skipped = tests.filter(
      (test) => test.results.length > 0 && test.expectedStatus === 'skipped',
    ).length;
    // One that did not run, or was interrupted, has failed too.
    const failed = tests.length - passed - skipped + this.errors;
    console.log(`Journeys: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
    return failed > 0 || passed === 0 ? { status: 'failed' } : undefined;
  }
}
