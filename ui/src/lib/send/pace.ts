// How fast mail leaves: the steps of the slider. Null is as fast as the server takes it.
import { figures } from '../words/numbers';

const RATES: readonly number[] = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60];

/** The steps, with the rate that is set among them, whatever it is. */
export function ratesWith(set: number | null): readonly (number | null)[] {
  const rates = set === null || RATES.includes(set) ? RATES : [...RATES, set].toSorted((one, other) => one - other);
  return [...rates, null];
}

export const rateInWords = (rate: number | null): string => (rate === null ? 'As fast as it goes' : `${figures(rate)} a minute`);
