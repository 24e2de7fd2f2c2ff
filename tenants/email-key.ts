import { z } from 'zod';

export const Email = z.email('an e-mail address like name@example.com').max(254);

/** What a person is found by: the same for every spelling of his address. */
export const emailKey = (email: string): string => email.trim().normalize('NFKC').toLowerCase();
