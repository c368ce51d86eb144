// Whether a color can carry white text, and the nearest shade that can (WCAG 2.2, 1.4.3).

/** What text of normal size needs. */
export const ENOUGH = 4.5;

type Rgb = readonly [number, number, number];

/** `#14463A` as numbers; null for anything else. */
export function parse(hex: string): Rgb | null {
  const parts = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex.trim());
  return parts && [parseInt(parts[1]!, 16), parseInt(parts[2]!, 16), parseInt(parts[3]!, 16)];
}

const write = (rgb: Rgb): string => `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`.toUpperCase();

/** Relative luminance as WCAG defines it, 0 to 1. */
function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The contrast of white on a color, 1 to 21; null if the color cannot be read. */
export function whiteOn(hex: string): number | null {
  const rgb = parse(hex);
  return rgb && 1.05 / (luminance(rgb) + 0.05);
}

/** The nearest darker shade of the same hue that white reads well on. */
export function darkEnough(hex: string): string {
  const rgb = parse(hex);
  if (!rgb) return hex;
  let low = 0;
  let high = 1;
  for (let round = 0; round < 20; round += 1) {
    const middle = (low + high) / 2;
    const shade = rgb.map((part) => part * middle) as unknown as Rgb;
    if (1.05 / (luminance(shade) + 0.05) >= ENOUGH) low = middle;
    else high = middle;
  }
  // Rounded down, so that the written color is never lighter than the one that was measured.
  return write(rgb.map((part) => Math.floor(part * low)) as unknown as Rgb);
}
