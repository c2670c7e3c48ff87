// OBS itself: whether the plugin is there to mask anything, and who else may change it.

import type { Finding } from '../../../protocol/findings.ts';
import type { EgressFacts } from './egress-facts.ts';
import type { CheckContext } from './source-checks.ts';
import { hasActiveMask } from './source-graph.ts';
import { listed, quoted } from './wording.ts';

export function checkProgram(context: CheckContext): Finding[] {
  return [
    ...checkPlugin(context),
    ...checkSafeMode(context.facts),
    ...checkWebSocket(context.facts),
    ...checkHelpers(context.facts),
    ...checkOtherCollections(context.facts),
  ];
}

function checkPlugin({ facts, graph }: CheckContext): Finding[] {
  const { plugin } = facts;
  if (facts.isSafeMode || plugin === 'loaded' || plugin === 'unknown') return [];
  const masked = graph.sources.filter(hasActiveMask).map(({ name }) => name);
  // A private camera shows nothing where the plugin is missing; with no mask in use nothing is lost.
  const severity = masked.length > 0 ? 'raw' : 'risk';
  const consequence =
    masked.length > 0 ? `OBS shows ${listed(masked)} without a mask` : 'no mask can be drawn';
  const problems = {
    not_loaded: {
      code: 'plugin_not_loaded',
      what: `OBS runs without the PlayAlter plugin: ${consequence}.`,
      advice: 'Stop streaming, run "npm run setup" and start OBS again, not in Safe Mode.',
    },
    not_installed: {
      code: 'plugin_not_installed',
      what: `The PlayAlter plugin is in none of OBS's plugin folders: ${consequence}.`,
      advice: 'Run "npm run setup" before you start OBS.',
    },
    disabled: {
      code: 'plugin_disabled',
      what: `The PlayAlter plugin is switched off in OBS's plugin manager: ${consequence}.`,
      advice: 'Switch it on in Tools, Plugin Manager, and restart OBS.',
    },
  } as const;
  return [{ severity, subject: 'PlayAlter plugin', ...problems[plugin] }];
}

function checkSafeMode({ isSafeMode, offersSafeMode, from, obs }: EgressFacts): Finding[] {
  if (isSafeMode) {
    return [
      {
        severity: 'raw',
        code: 'safe_mode',
        subject: 'Safe Mode',
        what: 'OBS runs in Safe Mode, without any plugin: it shows every source without its mask.',
        advice: 'Quit OBS and start it normally.',
      },
    ];
  }
  const findings: Finding[] = [];
  if (from === 'files' && obs.isRunning) {
    findings.push({
      severity: 'risk',
      code: 'obs_not_asked',
      subject: 'OBS',
      what: 'OBS is running but could not be asked, so only what it last saved was looked at.',
      advice:
        'Switch on Tools, WebSocket Server Settings, Enable WebSocket server, and check again.',
    });
  }
  if (offersSafeMode && !obs.isRunning) {
    findings.push({
      severity: 'risk',
      code: 'safe_mode_offered',
      subject: 'Safe Mode',
      what: 'OBS did not end properly the last time and will offer to start in Safe Mode, where every source is shown without its mask.',
      advice: 'Choose "Run Normally".',
    });
  }
  return findings;
}

/** obs-websocket listens on every network address; there is no setting for that. */
function checkWebSocket({ webSocket }: EgressFacts): Finding[] {
  if (!webSocket?.isEnabled) return [];
  const subject = 'WebSocket server';
  if (!webSocket.needsPassword) {
    return [
      {
        severity: 'risk',
        code: 'websocket_without_password',
        subject,
        what: "OBS's WebSocket server has no password: every program, and every computer in your network, can switch masks off, remove them or take pictures of unmasked sources.",
        advice: 'Tick Enable Authentication in Tools, WebSocket Server Settings.',
      },
    ];
  }
  return [
    {
      severity: 'note',
      code: 'websocket_may_unmask',
      subject,
      what: "Whoever has the password of OBS's WebSocket server can switch masks off or remove them, from any computer in your network.",
      advice: 'Give the password only to programs you trust, and make a new one when in doubt.',
    },
  ];
}

function checkHelpers({ sources, scripts }: EgressFacts): Finding[] {
  const pages = sources.filter(({ pageMayControlObs }) => pageMayControlObs);
  return [
    ...pages.map(
      ({ name }): Finding => ({
        severity: 'note',
        code: 'page_controls_obs',
        subject: name,
        what: `The web page in ${quoted(name)} is allowed to switch scenes.`,
        advice: 'Lower "Page permissions" in its properties unless you need it.',
      }),
    ),
    ...(scripts.length > 0
      ? [
          {
            severity: 'note',
            code: 'scripts_run',
            subject: 'Scripts',
            what: `OBS runs ${scripts.length === 1 ? 'the script' : 'the scripts'} ${listed(scripts)}, and a script may change filters and scenes.`,
            advice: 'Keep only scripts that you trust in Tools, Scripts.',
          } satisfies Finding,
        ]
      : []),
  ];
}

function checkOtherCollections({ otherCollections }: EgressFacts): Finding[] {
  return otherCollections
    .filter(({ unmasked }) => unmasked.length > 0)
    .map(({ name, unmasked }) => ({
      severity: 'note',
      code: 'other_collection_unmasked',
      subject: name,
      what: `The scene collection ${quoted(name)}, which is not the current one, shows ${listed(unmasked)} without a mask.`,
      advice: 'Add the mask there before you switch to it.',
    }));
}
