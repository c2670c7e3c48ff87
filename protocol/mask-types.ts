// The mask types there are, for everybody who offers them: the properties window, the dock, the
// hotkeys. A new one is an entry here, a style in control-server/src/painting/styles, and a label.

/** Settings that may change how a type looks; the others concern every type. */
export const lookSettings = ['intensity', 'mask_color'] as const;
export type LookSetting = (typeof lookSettings)[number];

/** In the order of the protocol's numeric value; ids are retired, never renamed. */
export const maskTypeRegistry = [
  { id: 'blur', labelKey: 'MaskType.blur', settings: ['intensity'] },
  { id: 'pixelate', labelKey: 'MaskType.pixelate', settings: ['intensity'] },
  { id: 'color_block', labelKey: 'MaskType.color_block', settings: ['intensity', 'mask_color'] },
  { id: 'drawn_face', labelKey: 'MaskType.drawn_face', settings: ['mask_color'] },
] as const satisfies readonly MaskTypeEntry[];

export interface MaskTypeEntry {
  readonly id: string;
  /** Of the name shown, in obs-plugin/data/locale. */
  readonly labelKey: string;
  /** What changes how this type looks; the others are hidden while it is chosen. */
  readonly settings: readonly LookSetting[];
}

type Ids<Entries extends readonly MaskTypeEntry[]> = {
  readonly [Index in keyof Entries]: Entries[Index]['id'];
};

export const maskTypes = maskTypeRegistry.map((entry) => entry.id) as unknown as Ids<
  typeof maskTypeRegistry
>;
export type MaskType = (typeof maskTypes)[number];
