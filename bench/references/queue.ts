/** The queue that the reference's jobs go through. */
export const QUEUE = 'bench-empty';
