// Writes protocol/generated/names.gen.h from protocol/names.ts. With --check it writes nothing and
// fails when the committed file differs.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as names from '../protocol/names.ts';

const target = fileURLToPath(new URL('../protocol/generated/names.gen.h', import.meta.url));

function snake(camel: string): string {
  return camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function pascal(text: string): string {
  return text.replace(/(^|_)([a-z])/g, (_all, _gap, letter: string) => letter.toUpperCase());
}

function constant(name: string, value: string | number): string {
  if (typeof value === 'string') {
    return `inline constexpr const char *${name} = ${JSON.stringify(value)};`;
  }
  return `inline constexpr int64_t ${name} = ${value};`;
}

function constants(prefix: string, values: Record<string, string | number>): string[] {
  return Object.entries(values).map(([key, value]) => constant(`${prefix}_${snake(key)}`, value));
}

/** An enum in the list's order, and a table of the same names for text. */
function enumeration(name: string, values: readonly string[]): string[] {
  const type = pascal(name);
  return [
    `enum class ${type} : uint32_t { ${values.join(', ')} };`,
    `inline constexpr const char *${name}_names[] = {${values.map((value) => JSON.stringify(value)).join(', ')}};`,
    `inline constexpr uint32_t ${name}_count = ${values.length};`,
  ];
}

export function generateHeader(): string {
  return [
    '// Generated from protocol/names.ts by `npm run generate`; do not edit.',
    '#pragma once',
    '',
    '#include <cstdint>',
    '',
    'namespace playalter::names {',
    '',
    constant('filter_id', names.filterId),
    constant('private_camera_id', names.privateCameraId),
    constant('canvas_cover_id', names.canvasCoverId),
    constant('plugin_name', names.pluginName),
    constant('vendor_name', names.vendorName),
    constant('socket_name', names.socketName),
    constant('runtime_folder_name', names.runtimeFolderName),
    constant('daemon_file_name', names.daemonFileName),
    constant('protocol_major', names.protocolVersion.major),
    constant('protocol_minor', names.protocolVersion.minor),
    '',
    ...constants('key', names.settingKey),
    ...constants('key', names.privateCameraKey),
    '',
    ...constants('default', names.settingDefault),
    constant('delay_input_key_prefix', names.delayInputKeyPrefix),
    constant('audio_share_key', names.audioShareKey),
    '',
    ...constants('limit', names.limit),
    '',
    ...constants('request', names.vendorRequest),
    ...constants('event', names.vendorEvent),
    ...constants('procedure', names.procedure),
    ...constants('hotkey', names.hotkey),
    '',
    ...enumeration('mask_type', names.maskTypes),
    ...enumeration('mask_mode', names.maskModes),
    ...enumeration('cover_style', names.coverStyles),
    ...enumeration('audio_delay', names.audioDelays),
    ...enumeration('cover_reason', names.coverReasons),
    ...enumeration('mask_carrier', names.maskCarriers),
    ...enumeration('migration_error', names.migrationErrors),
    ...enumeration('go_live_guard', names.goLiveGuards),
    ...enumeration('live_output', names.liveOutputs),
    ...enumeration('canvas_cover_reason', names.canvasCoverReasons),
    '',
    '} // namespace playalter::names',
    '',
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wanted = generateHeader();
  if (process.argv.includes('--check')) {
    if (readFileSync(target, 'utf8') !== wanted) {
      console.error('protocol/generated/names.gen.h is out of date: run `npm run generate`.');
      process.exit(1);
    }
  } else {
    writeFileSync(target, wanted);
  }
}
