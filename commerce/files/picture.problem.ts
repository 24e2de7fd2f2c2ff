/** What became of a picture that could not be had. */
export type PictureProblemCode =
  | 'ADDRESS_REFUSED'
  | 'UNREACHABLE'
  | 'TIMED_OUT'
  | 'TOO_LARGE'
  | 'TOO_MANY_REDIRECTS'
  | 'REFUSED'
  | 'FILE_GONE'
  | 'NOT_A_PICTURE'
  | 'INTERRUPTED';

/** Why there is no picture, in a sentence for the merchant. */
export class PictureProblem extends Error {
  constructor(
    readonly code: PictureProblemCode,
    message: string,
    /** It may be there the next time; where the other side has said when, not before so many milliseconds. */
    readonly mayPass: false | { afterMs: number } = false,
  ) {
    super(message);
    this.name = 'PictureProblem';
  }
}
