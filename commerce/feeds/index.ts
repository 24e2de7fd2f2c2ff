/** The door of feeds: catalogs that are fetched from outside every so many hours. */
export { type Feed, feedId, feeds } from './feed.model.js';
export { fetchFeed, runDueFeeds } from './feeds.jobs.js';
export { createFeed, deleteFeed, FeedChange, feedsWaiting, getFeed, listFeeds, NewFeed, runFeed, updateFeed } from './feeds.js';
export { followImport } from './outcome.js';
