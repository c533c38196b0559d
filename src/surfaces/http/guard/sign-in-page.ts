import { hasher } from "../runtime.ts";

/** In the page itself: files of the server are for those who are signed in. */
const style = `:root{color-scheme:dark light;font:16px/1.5 system-ui,sans-serif}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:Canvas;color:CanvasText}
main{width:min(92vw,26rem)}h1{font-size:1.25rem;margin:0 0 .5rem}p{margin:.5rem 0}
label{display:block;margin:1rem 0 .25rem;font-weight:600}
input,button{font:inherit;width:100%;box-sizing:border-box;padding:.6rem .7rem;
border:1px solid GrayText;border-radius:.4rem}button{margin-top:.8rem;cursor:pointer}
.wrong{font-weight:600}code{font-size:.9em}`;

const styleHash = `sha256-${base64(hasher("sha256").update(style).digest("base64url"))}`;

/** Nothing but this style and a form that comes back here. */
export const signInPolicy =
  `default-src 'none'; style-src '${styleHash}'; form-action 'self'; ` +
  "base-uri 'none'; frame-ancestors 'none'";

/** The page that asks for a key. It holds nothing that a client sent. */
export function signInPage(note: "ask" | "wrong" | "slow" | "signed-in"): string {
  const content = note === "signed-in" ? signedIn : form(note);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in · learn2trade</title><style>${style}</style></head>
<body><main><h1>learn2trade</h1>${content}</main></body></html>
`;
}

function form(note: "ask" | "wrong" | "slow"): string {
  const notes = {
    ask: "",
    wrong: '<p class="wrong" role="alert">The key is wrong or was revoked.</p>',
    slow: '<p class="wrong" role="alert">Too many wrong keys; wait a minute.</p>',
  };
  return `<p>This server answers to keys. Whoever runs it makes one with
<code>l2t keys create --label NAME</code>.</p>${notes[note]}
<form method="post" action="/sign-in"><label for="key">Key</label>
<input id="key" name="key" type="password" autocomplete="current-password" required autofocus
 spellcheck="false" maxlength="200"><button>Sign in</button></form>`;
}

const signedIn = `<p>You are signed in. <a href="/">To the signals</a></p>
<form method="post" action="/sign-out"><button>Sign out</button></form>`;

function base64(text: string): string {
  return text.replaceAll("-", "+").replaceAll("_", "/").padEnd(44, "=");
}
