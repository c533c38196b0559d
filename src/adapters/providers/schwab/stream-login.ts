import * as v from "valibot";

/** Where the stream is, and who asks, from GET /trader/v1/userPreference. */
export const preferenceSchema = v.object({
  streamerInfo: v.pipe(
    v.array(
      v.object({
        streamerSocketUrl: v.string(),
        schwabClientCustomerId: v.string(),
        schwabClientCorrelId: v.string(),
        schwabClientChannel: v.string(),
        schwabClientFunctionId: v.string(),
      }),
    ),
    v.minLength(1),
  ),
});
export type StreamerInfo = v.InferOutput<typeof preferenceSchema>["streamerInfo"][number];

/** One command to the streamer. */
export interface StreamCommand {
  readonly service: "ADMIN" | "CHART_EQUITY" | "LEVELONE_EQUITIES";
  readonly command: "LOGIN" | "SUBS" | "UNSUBS" | "LOGOUT";
  readonly parameters: Readonly<Record<string, string>>;
}

/** A command as it is sent. */
export function commandText(info: StreamerInfo, id: number, asked: StreamCommand): string {
  return JSON.stringify({
    requests: [
      {
        ...asked,
        requestid: String(id),
        SchwabClientCustomerId: info.schwabClientCustomerId,
        SchwabClientCorrelId: info.schwabClientCorrelId,
      },
    ],
  });
}

export function loginCommand(info: StreamerInfo, accessToken: string): StreamCommand {
  const parameters = {
    Authorization: accessToken,
    SchwabClientChannel: info.schwabClientChannel,
    SchwabClientFunctionId: info.schwabClientFunctionId,
  };
  return { service: "ADMIN", command: "LOGIN", parameters };
}

export const logoutCommand: StreamCommand = { service: "ADMIN", command: "LOGOUT", parameters: {} };

/** Answers to commands, by the code in them (developer.schwab.com, Streamer guide). */
export const streamCodes = {
  ok: 0,
  loginDenied: 3,
  connectionLimit: 12,
  symbolLimit: 19,
  stopped: 30,
} as const;

/** 26..29: SUBS, UNSUBS, ADD and VIEW went well; some lines answer them with 0. */
export function isSuccess(code: number): boolean {
  return code === streamCodes.ok || (code >= 26 && code <= 29);
}
