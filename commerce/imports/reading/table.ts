/** Where reading goes on: a byte of the text, and how many rows of the file stand before it. */
export interface Place {
  byte: number;
  row: number;
}

/** A file that is a table of text: what has to be known to read it from any place on. */
export interface Table {
  /** Its text in UTF-8, in storage: the upload itself, or its transcription. */
  textKey: string;
  /** Of that text. */
  bytes: number;
  delimiter: string;
  header: string[];
  /** Below the header. */
  begin: Place;
}

/** Why a file cannot be read at all, in one sentence. */
export interface Refusal {
  code: string;
  message: string;
}
