import type { RequestHandler } from 'express';
import { redirectAt } from '#commerce/redirects/index.js';
import { shopOfHost } from './callers.js';

/** So long a browser or a cache may keep it: redirects are made and deleted. */
const KEPT_SECONDS = 300;

/** The last door before nothing: on a shop's own host, an address of former days leads to what stands for it now. */
export const oldAddresses: RequestHandler = async (request, response, next) => {
  if (request.method !== 'GET' && request.method !== 'HEAD') return next();
  const shop = await shopOfHost(request);
  const found = shop && (await redirectAt(shop, request.originalUrl));
  if (!found) return next();
  response.setHeader('Cache-Control', `public, max-age=${KEPT_SECONDS}`);
  response.redirect(301, found.target);
};
