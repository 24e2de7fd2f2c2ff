import type { Source, Wanted } from './obtain.js';
import { aptInstall, Missing, mayInstall, onPath } from './system.js';

const apt: Source = {
  name: 'apt-get',
  async get(_folder, say) {
    if (!mayInstall()) throw new Missing('it takes root and apt-get');
    await aptInstall(['chromium', 'fonts-noto-cjk'], say);
    const program = onPath('chromium');
    if (!program) throw new Error('the package brought no chromium');
    return program;
  },
};

/** The browser in which tests use the hosted admin. */
export const wantedChromium: Wanted = {
  program: 'chromium',
  sources: [apt],
  advice:
    'No Chromium could be had, and the admin is tested in a browser: install it (Debian: apt-get install chromium) so that `chromium` is on PATH.',
};
