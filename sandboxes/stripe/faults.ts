import { z } from 'zod';
import { FaultFields, Faults } from '../frame/faults.js';

export const NewFault = FaultFields.extend({
  /** Only this key's calls, with those for its connected accounts. */
  apiKey: z.string(),
  path: z.string().startsWith('/v1/'),
});

export const stripeFaults = (): Faults =>
  new Faults((res, status, message) => void res.status(status).json({ error: { type: 'api_error', message } }));
