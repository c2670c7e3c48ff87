// The dock's pictograms, drawn here on a 16 x 16 grid in the text's own colour. Always beside a word or a label.

const paths = {
  shieldCheck:
    'M8 1.5 13.5 3.5v4c0 3.4-2.2 5.9-5.5 7-3.3-1.1-5.5-3.6-5.5-7v-4zM5.4 7.9l2 2 3.4-3.7',
  shieldAlert:
    'M8 1.5 13.5 3.5v4c0 3.4-2.2 5.9-5.5 7-3.3-1.1-5.5-3.6-5.5-7v-4zM8 4.9v3.6M8 10.9v.2',
  shieldOff:
    'M4.6 2.7 8 1.5 13.5 3.5v4c0 1.2-.3 2.3-.8 3.2M11 12.8c-.8.7-1.8 1.3-3 1.7-3.3-1.1-5.5-3.6-5.5-7v-3M2 2l12 12',
  cover: 'M2 3h12v10H2zM2 8l5-5M2.5 13 12.5 3M8.5 13 14 7.5',
  hand: 'M5 8.5V3.8a1 1 0 0 1 2 0V7M7 7V2.5a1 1 0 0 1 2 0V7M9 7V3.3a1 1 0 0 1 2 0V8M11 8V5.5a1 1 0 0 1 2 0v4c0 3-1.7 5-4.5 5-2 0-3.1-.8-4-2.4L2.7 8.9a1 1 0 0 1 1.7-1L5 8.5',
  plugOff: 'M5.5 2v3M10.5 2v3M4 5h8v2.5a4 4 0 0 1-3 3.9V14H7v-2.6a4 4 0 0 1-3-3.9zM2 14 14 2',
  eye: 'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4z',
  eyeOff:
    'M6.2 3.8A6 6 0 0 1 8 3.5c4 0 6.5 4.5 6.5 4.5a11 11 0 0 1-1.9 2.4M10.7 11.9A6 6 0 0 1 8 12.5C4 12.5 1.5 8 1.5 8A11 11 0 0 1 4.3 5M2 2l12 12',
  chevron: 'M6 3.5 10.5 8 6 12.5',
  plus: 'M8 3v10M3 8h10',
  check: 'M3 8.5 6.5 12 13 4.5',
  cross: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  alert: 'M8 2 14.5 13.5h-13zM8 6.5v3.3M8 11.6v.2',
  info: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM8 7.2v4M8 4.8v.2',
  pencil: 'M3 13l.7-3L10.5 3.2l2.3 2.3L6 12.3zM9 4.7 11.3 7',
  trash: 'M3 4.5h10M6.3 4.5v-2h3.4v2M4.3 4.5l.6 9h6.2l.6-9M6.7 7v4M9.3 7v4',
  live: 'M8 6.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3zM4.9 11.1a4.4 4.4 0 0 1 0-6.2M11.1 4.9a4.4 4.4 0 0 1 0 6.2M2.8 13.2a7.3 7.3 0 0 1 0-10.4M13.2 2.8a7.3 7.3 0 0 1 0 10.4',
  wait: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM8 4.5V8l2.5 1.7',
  sun: 'M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1.1 1.1M11.9 11.9 13 13M3 13l1.1-1.1M11.9 4.1 13 3',
  moon: 'M13.5 9.6A5.8 5.8 0 0 1 6.4 2.5a5.8 5.8 0 1 0 7.1 7.1z',
  auto: 'M8 1.5a6.5 6.5 0 1 0 0 13zM8 1.5a6.5 6.5 0 0 1 0 13',
  open: 'M9 2.5h4.5V7M13.5 2.5 7.5 8.5M6.5 3.5h-4v10h10v-4',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  );
}
