// A page of the control server in a real browser, on the daemon that a real OBS has started.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { readAddress } from '../../control-server/src/server-address.ts';
import { en as t } from '../../dock-ui/src/strings/en.ts';
import type { ColorFrame, MaskedSession } from './masked-session.ts';

const waitMs = 30_000;

export interface DockPageOptions {
  readonly path: '/' | '/dock' | '/dashboard';
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Port and token, as a program of the same user finds them. */
export async function addressOf(session: MaskedSession): Promise<{ port: number; token: string }> {
  const { port } = await session.obs.waitFor('the control server', 60_000, async () =>
    readAddress(session.obs.runtimeFolder),
  );
  const token = await readFile(path.join(ownFolderOf(session), 'token'), 'utf8');
  return { port, token: token.trim() };
}

export function ownFolderOf(session: MaskedSession): string {
  return path.join(path.dirname(session.obs.configFolder), 'playalter');
}

export class DockPage {
  readonly page: Page;
  /** What the page said of errors, and of rules of its policy that were broken. */
  readonly complaints: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.setDefaultTimeout(waitMs);
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
  }

  static async open(
    browser: Browser,
    session: MaskedSession,
    options: DockPageOptions,
  ): Promise<DockPage> {
    const { port, token } = await addressOf(session);
    const dock = await DockPage.blank(browser, options);
    await dock.page.goto(`http://127.0.0.1:${port}${options.path}#token=${token}`);
    return dock;
  }

  static async blank(
    browser: Browser,
    { widthPx, heightPx }: Omit<DockPageOptions, 'path'>,
  ): Promise<DockPage> {
    const context = await browser.newContext({
      viewport: { width: widthPx, height: heightPx },
      colorScheme: 'dark',
      reducedMotion: 'reduce',
    });
    return new DockPage(await context.newPage());
  }

  async waitForVerdict(...codes: string[]): Promise<void> {
    const wanted = codes.map((code) => `[data-verdict="${code}"]`).join(', ');
    await this.page.locator(wanted).first().waitFor();
  }

  async choose(name: string): Promise<void> {
    await this.page.getByRole('radio', { name, exact: true }).check({ force: true });
  }

  async click(name: string | RegExp): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).click();
  }

  /** As dragging does: many values on the way, the last one counts. */
  async dragSlider(label: string, values: readonly number[]): Promise<void> {
    const slider = this.page.getByRole('slider', { name: label, exact: true });
    for (const value of values) await slider.fill(String(value));
  }

  /** What is to be seen of a picture on the page. */
  async pictureOf(label: string): Promise<ColorFrame> {
    const shot = await this.page.getByRole('img', { name: label, exact: true }).screenshot();
    const { width, height, data } = PNG.sync.read(shot);
    return { width, height, data };
  }

  async openPanel(title: string): Promise<void> {
    const toggle = this.page.getByRole('button', { name: title }).first();
    if ((await toggle.getAttribute('aria-expanded')) !== 'true') await toggle.click();
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

export const dockTexts = t;
