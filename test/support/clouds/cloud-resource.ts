/** A call that reached the stand-in. */
export type CloudRequest = {
  method: string;
  url: URL;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** As it was sent. */
  body: string;
};

export type CloudReply = { status: number; body?: unknown; headers?: Record<string, string> };

/** One thing of Graph or ARM: which calls it answers, for whom, and how. */
export type CloudResource = {
  method: string;
  /** Of the path, without the query. */
  path: RegExp;
  /** Any of these application permissions will do; all may call it unless given. */
  permissions?: readonly string[];
  answer(request: CloudRequest): CloudReply;
};

/** An error as Graph and ARM both write it. */
export const refusal = (
  status: number,
  code: string,
  message = 'A sentence that nothing should depend on.',
): CloudReply => ({
  status,
  body: { error: { code, message } },
});
