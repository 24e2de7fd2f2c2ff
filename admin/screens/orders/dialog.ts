import type { OrderShown } from './order-documents';

/** What a dialog about an order is given. */
export interface DialogProps {
  order: OrderShown;
  onDone: () => void;
}
