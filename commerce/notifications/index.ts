/** The door of notifications: mails that follow from events. Only the worker and the API's doors come here, no other noun. */
export { closeMailer } from './mailer.js';
export { type Notification, notificationId, notifications } from './notification.model.js';
export { listNotifications, retryNotification, sendNotification, tellByMail } from './notifications.js';
export { readPersonMail, sendPersonMails } from './people/person-mails.js';
export { mailsWaiting } from './waiting.js';
