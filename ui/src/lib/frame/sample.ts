// The way from the invented people to the rep's own desk.
import { ApiError, call } from '../api/client';
import { saveAll } from '../write/sessions';

/** Closes the sample desk; the window begins anew with the rep's own desk, or with setting one up. */
export async function leaveSample(): Promise<void> {
  // What is unsaved belongs into the sample, not into the desk that is opened next.
  await saveAll();
  const state = await call('close_sample', {});
  if (state.sample) throw new ApiError('sample', 'The sample desk lies where your own would be.', `Move or rename the folder ${state.folder}, then start Byline again.`);
  // Nothing that any screen remembers of the sample may show in the rep's own desk.
  location.reload();
}
