// Writes protocol/generated/names.gen.h from protocol/names.ts. With --check it writes nothing and
// fails when the committed file differs.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { maskSettings } from '../protocol/mask-settings.ts';
import { lookSettings, maskTypeRegistry } from '../protocol/mask-types.ts';
import * as names from '../protocol/names.ts';

const target = fileURLToPath(new URL('../protocol/generated/names.gen.h', import.meta.url));

function snake(camel: string): string {
  return camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function pascal(text: string): string {
  return text.replace(/(^|_)([a-z])/g, (_all, _gap, letter: string) => letter.toUpperCase());
}

type Constant = string | number | boolean;

function constant(name: string, value: Constant): string {
  if (typeof value === 'string') {
    return `inline constexpr const char *${name} = ${JSON.stringify(value)};`;
  }
  if (typeof value === 'boolean') return `inline constexpr bool ${name} = ${value};`;
  return `inline constexpr int64_t ${name} = ${value};`;
}

function constants(prefix: string, values: Record<string, Constant>): string[] {
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

const settingProperty = z.union([
  z.object({ type: z.literal('string'), enum: z.array(z.string()) }),
  z.object({ type: z.literal('string'), maxLength: z.number() }),
  z.object({ type: z.literal('integer'), minimum: z.number(), maximum: z.number() }),
]);

/** What a mask's settings may be, from their schema: the C++ check can't drift from the other one. */
function settingSpecs(): string[] {
  const { properties } = z
    .object({ properties: z.record(z.string(), settingProperty) })
    .parse(z.toJSONSchema(maskSettings));
  const tables: string[] = [];
  const specs = Object.entries(properties).map(([key, property]) => {
    const head = `{${JSON.stringify(key)}, SettingKind::`;
    if ('minimum' in property) {
      return `\t${head}integer, ${property.minimum}, ${property.maximum}, nullptr, 0},`;
    }
    if ('maxLength' in property) return `\t${head}text, 0, ${property.maxLength}, nullptr, 0},`;
    const names = property.enum.map((name) => JSON.stringify(name)).join(', ');
    tables.push(`inline constexpr const char *setting_${key}_names[] = {${names}};`);
    return `\t${head}name, 0, 0, setting_${key}_names, ${property.enum.length}},`;
  });
  return [
    ...tables,
    '// `text` has at most `max` bytes.',
    'enum class SettingKind { name, integer, text };',
    'struct SettingSpec {',
    '\tconst char *key;',
    '\tSettingKind kind;',
    '\tint64_t min;',
    '\tint64_t max;',
    '\tconst char *const *names;',
    '\tuint32_t name_count;',
    '};',
    'inline constexpr SettingSpec setting_specs[] = {',
    ...specs,
    '};',
  ];
}

/** Which types show which of the settings that only some types have. */
function typeSettings(): string[] {
  return lookSettings.map((setting) => {
    const uses = maskTypeRegistry.map((entry) =>
      entry.settings.some((used: string) => used === setting),
    );
    return `inline constexpr bool mask_type_uses_${setting}[] = {${uses.join(', ')}};`;
  });
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
    constant('control_socket_name', names.controlSocketName),
    constant('runtime_folder_name', names.runtimeFolderName),
    constant('daemon_file_name', names.daemonFileName),
    constant('preset_file_name', names.presetFileName),
    constant('preset_file_type', names.presetFileType),
    constant('preset_file_version', names.presetFileVersion),
    constant('destination_file_name', names.destinationFileName),
    constant('destination_file_type', names.destinationFileType),
    constant('destination_file_version', names.destinationFileVersion),
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
    ...enumeration('output_state', names.outputStates),
    ...enumeration('cover_reason', names.coverReasons),
    ...enumeration('mask_carrier', names.maskCarriers),
    ...enumeration('mask_state', names.maskStates),
    ...enumeration('mask_change', names.maskChanges),
    ...enumeration('migration_error', names.migrationErrors),
    ...enumeration('destination_platform', names.destinationPlatforms),
    ...enumeration('destination_state', names.destinationStates),
    ...enumeration('destination_error', names.destinationErrors),
    ...enumeration('request_error', names.requestErrors),
    ...enumeration('go_live_guard', names.goLiveGuards),
    ...enumeration('live_output', names.liveOutputs),
    ...enumeration('canvas_cover_reason', names.canvasCoverReasons),
    '',
    ...typeSettings(),
    ...settingSpecs(),
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
