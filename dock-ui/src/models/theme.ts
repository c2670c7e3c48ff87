// Dark or light: the user's choice, or the system's.

export const themeChoices = ['auto', 'dark', 'light'] as const;
export type ThemeChoice = (typeof themeChoices)[number];

export function themeOf(choice: ThemeChoice, isSystemLight: boolean): 'dark' | 'light' {
  if (choice !== 'auto') return choice;
  return isSystemLight ? 'light' : 'dark';
}

export function themeChoiceOf(kept: string): ThemeChoice {
  return themeChoices.find((choice) => choice === kept) ?? 'auto';
}
