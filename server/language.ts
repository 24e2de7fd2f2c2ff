import type { Request } from 'express';

/** The first language asked for, where it is one of the two that we speak; null otherwise. */
export function languageOf(request: Request): 'zh-CN' | 'en' | null {
  const first = request.headers['accept-language']?.split(',')[0]?.trim() ?? '';
  if (/^zh\b/i.test(first)) return 'zh-CN';
  return /^en\b/i.test(first) ? 'en' : null;
}
