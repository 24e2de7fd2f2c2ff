/** The door of this noun: what WeChat is told of goods that were sent. */
export { type ShippingUpload, uploadId } from './upload.model.js';
export {
  isLate,
  listShippingUploads,
  ordersOfUploads,
  planShippingUpload,
  retryShippingUpload,
  sendShippingUpload,
  shippingUploadsWaiting,
  uploadError,
} from './uploads.js';
