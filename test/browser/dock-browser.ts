// A browser, the fake server and a page between them; what every test here needs.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { vi } from 'vitest';
import { launchBrowser } from '../../dock-ui/dev/browser.ts';
import { FakeServer } from '../../dock-ui/dev/fake-server.ts';
import type { ScenarioName } from '../../dock-ui/dev/scenarios.ts';
import { bringUpToDate } from '../../scripts/setup/stamps.ts';
import { dockStep } from '../../scripts/setup/steps.ts';

export interface Look {
  readonly widthPx: number;
  readonly heightPx?: number;
  readonly colorScheme?: 'dark' | 'light';
  readonly hasReducedMotion?: boolean;
  readonly hasForcedColors?: boolean;
}

/** What no page may ever do. */
export interface Trouble {
  readonly errors: string[];
  readonly violations: string[];
  readonly strangers: string[];
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');

export class DockBrowser {
  readonly server: FakeServer;
  readonly trouble: Trouble = { errors: [], violations: [], strangers: [] };
  readonly #browser: Browser;
  #context: BrowserContext | undefined;

  private constructor(server: FakeServer, browser: Browser) {
    this.server = server;
    this.#browser = browser;
  }

  static async start(scenario: ScenarioName = 'safe'): Promise<DockBrowser> {
    await bringUpToDate(dockStep);
    const server = new FakeServer(scenario);
    await server.start();
    return new DockBrowser(server, await launchBrowser());
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    await this.server.stop();
  }

  /** Closes what is open: from then on nothing of it reaches the server. */
  async leave(): Promise<void> {
    await this.#context?.close();
    this.#context = undefined;
  }

  /** A page of a browser that has never been here: nothing kept, nothing folded otherwise. */
  async open(path: '/' | '/dock' | '/dashboard', look: Look): Promise<Page> {
    await this.leave();
    this.#context = await this.#browser.newContext({
      viewport: { width: look.widthPx, height: look.heightPx ?? 720 },
      colorScheme: look.colorScheme ?? 'dark',
      reducedMotion: look.hasReducedMotion ? 'reduce' : 'no-preference',
      forcedColors: look.hasForcedColors ? 'active' : 'none',
      acceptDownloads: true,
    });
    const page = await this.#context.newPage();
    this.#watchFor(page);
    await page.goto(this.server.address(path));
    return page;
  }

  async secondPage(path: '/' | '/dock' | '/dashboard'): Promise<Page> {
    if (!this.#context) throw new Error('open a first page first');
    const page = await this.#context.newPage();
    this.#watchFor(page);
    await page.goto(this.server.address(path));
    return page;
  }

  async play(page: Page, scenario: ScenarioName): Promise<void> {
    this.server.play(scenario);
    const { code } = this.server.state.safety;
    await page.waitForSelector(`[data-verdict="${code}"]`);
  }

  #watchFor(page: Page): void {
    const { errors, violations, strangers } = this.trouble;
    page.on('pageerror', (error) => errors.push(String(error.stack)));
    page.on('console', (message) => {
      const text = message.text();
      if (/Content Security Policy|Refused to/i.test(text)) violations.push(text);
    });
    page.on('request', (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (/^(https?|wss?):$/.test(protocol) && hostname !== '127.0.0.1') {
        strangers.push(request.url());
      }
    });
  }
}

/** As long as a busy machine may take; what is true at once costs nothing. */
export async function eventually(check: () => void | Promise<void>): Promise<void> {
  await vi.waitFor(check, { timeout: 30_000 });
}

/** Runs in the page, as text: it speaks of a document that this program does not have. */
export async function unfoldEverything(page: Page): Promise<void> {
  // Twice: there is more to unfold in what was folded.
  for (let round = 0; round < 2; round++) {
    await page.evaluate(`
      for (const folded of document.querySelectorAll('[aria-expanded="false"]')) folded.click();
      for (const folded of document.querySelectorAll('details')) folded.open = true;
    `);
  }
}

interface AxeResult {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** Through the debugger, which the page's policy does not bind. */
export async function axeViolations(page: Page): Promise<readonly string[]> {
  await page.evaluate(`if (!window.axe) { ${axeSource} }`);
  const violations: readonly AxeResult[] = await page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)`,
  );
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary}`).join(' | ')}`,
  );
}

/** Elements that stick out to the right, if the page can be scrolled that way. */
export async function overflowing(page: Page): Promise<readonly string[]> {
  return await page.evaluate(`
    (() => {
      const widthPx = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth <= widthPx) return [];
      return [...document.querySelectorAll('body *')]
        .filter((element) => element.getBoundingClientRect().right > widthPx + 0.5)
        .map((element) => element.outerHTML.slice(0, 120));
    })()
  `);
}
