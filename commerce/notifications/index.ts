/** The door of notifications: mails that follow from events. Only the worker and the API's doors come here, no other noun. */
export { closeMailer } from './mailer.js';
export {
  NOTIFICATION_STATUSES,
  type Notification,
  type NotificationStatus,
  notificationId,
  notifications,
  TEMPLATES,
  type Template,
} from './notification.model.js';
export { listNotifications, retryNotification, sendNotification, tellByMail } from './notifications.js';
