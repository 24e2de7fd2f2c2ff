/** The door of notifications: mails that follow from events. Only the worker and the API's doors come here, no other noun. */
export { closeMailer } from './mailer.js';
export { type Notification, notificationId, notifications } from './notification.model.js';
export { findNotification, listNotifications, retryNotification, sendNotification, tellByMail } from './notifications.js';
export { readPersonMail, sendPersonMails } from './people/person-mails.js';
export { listTemplates, previewMail, sendSample, TestMail } from './previews.js';
export { mailsWaiting } from './waiting.js';
