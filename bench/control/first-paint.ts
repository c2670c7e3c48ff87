// How long a page stays blank: Chromium without a screen, an empty cache each time, from a daemon that has served the
// page before.

import { chromium } from 'playwright-core';
import { QuantileWindow } from '../../control-server/src/stream/quantile-window.ts';
import type { Quantiles } from '../../protocol/messages.ts';
import { DaemonProcess } from '../daemon-process.ts';
import { accessOfDaemon } from './control-access.ts';

const program = '/usr/bin/chromium';

export interface FirstPaint {
  readonly firstPaintMs: Quantiles;
  /** The first that shows something of the page's own. */
  readonly contentfulMs: Quantiles;
}

export async function measureFirstPaint(loads: number): Promise<FirstPaint> {
  const daemon = await DaemonProcess.start();
  try {
    const { port, token } = await accessOfDaemon(daemon);
    const address = `http://127.0.0.1:${port}/dock#token=${token}`;
    const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] });
    try {
      const first = new QuantileWindow(loads);
      const contentful = new QuantileWindow(loads);
      // The first load warms the server up, and is not counted.
      for (let load = 0; load <= loads; load++) {
        const context = await browser.newContext({ viewport: { width: 300, height: 700 } });
        const page = await context.newPage();
        await page.goto(address);
        await page.waitForFunction(
          () => performance.getEntriesByName('first-contentful-paint').length > 0,
        );
        const [firstMs = 0, contentfulMs = 0] = await page.evaluate(() =>
          ['first-paint', 'first-contentful-paint'].map(
            (name) => performance.getEntriesByName(name)[0]?.startTime ?? 0,
          ),
        );
        await context.close();
        if (load === 0) continue;
        first.add(firstMs);
        contentful.add(contentfulMs);
      }
      return { firstPaintMs: first.quantiles(), contentfulMs: contentful.quantiles() };
    } finally {
      await browser.close();
    }
  } finally {
    await daemon.stop();
  }
}
