// Takes certificate pinning out of an app, on demand only: `harness run --unpin`.
//
// It changes what the app does, which no other hook of this project may, so it is a script of its own, off by default,
// and every hook and every use is told to the host and kept in the bundle. The host puts Frida's Java bridge in front.
// Sources: Android's reference of X509TrustManager, X509TrustManagerExtensions and WebViewClient; OkHttp's
// CertificatePinner; AOSP's conscrypt Platform and TrustManagerImpl and NetworkSecurityTrustManager; Cronet's CronetEngine
// builder; BoringSSL's ssl.h and OpenSSL's SSL_CTX_set_verify(3).

"use strict";

const hooked = [];
const seen = new Set();

function used(what) {
  send({ t: "unpinned", what });
}

function note(what, done, reason) {
  hooked.push({ what, hooked: done, reason: reason === undefined ? null : String(reason).split("\n")[0] });
}

/** Replaces every overload of a method; `body` gets the call's arguments and gives what the caller gets. A class of the
 * app is found by `factory`, that of its loader: a thread inside a hook sees only the platform's. */
function everyOverload(name, method, body, factory = Java) {
  const what = `${name}.${method}`;
  try {
    const cls = factory.use(name);
    if (cls[method] === undefined) {
      note(what, false, "there is no such method");
      return;
    }
    for (const overload of cls[method].overloads) {
      overload.implementation = function (...args) {
        used(what);
        return body.call(this, args, overload);
      };
    }
    note(what, true);
  } catch (error) {
    note(what, false, error);
  }
}

const nothing = () => {};

/** Runs `work`; what goes wrong in it is told and never reaches the app. */
function quietly(what, work) {
  try {
    work();
  } catch (error) {
    note(what, false, error);
  }
}

/** The places where a TLS library asks an app's own trust manager. Hooking those reaches every class of the app, and no
 * method has to be replaced while the app is in another (a desktop JVM does not survive that). */
const ASKS_APP = [
  ["com.android.org.conscrypt.Platform", "checkServerTrusted"], // Android's own TLS
  ["com.google.android.gms.org.conscrypt.Platform", "checkServerTrusted"], // Google Play services' provider
  ["org.conscrypt.Platform", "checkServerTrusted"], // Conscrypt as a library
  ["sun.security.ssl.AbstractTrustManagerWrapper", "checkServerTrusted"], // a desktop JVM, and so the sandbox
];

/** Checks that give the accepted chain back. */
const GIVES_CHAIN = [
  ["android.net.http.X509TrustManagerExtensions", "checkServerTrusted", (args) => Java.use("java.util.Arrays").asList(args[0])],
  ["com.android.org.conscrypt.TrustManagerImpl", "verifyChain", (args) => args[0]],
  ["com.google.android.gms.org.conscrypt.TrustManagerImpl", "verifyChain", (args) => args[0]],
  ["org.conscrypt.TrustManagerImpl", "verifyChain", (args) => args[0]],
];

/** A WebViewClient that overrides the handler is hooked when it is set, in a turn of its own. */
function webViewClients() {
  const proceed = (name, factory) => {
    if (!seen.has(name)) {
      seen.add(name);
      everyOverload(name, "onReceivedSslError", (args) => args[1].proceed(), factory);
    }
  };
  proceed("android.webkit.WebViewClient");
  const what = "android.webkit.WebView.setWebViewClient";
  try {
    const set = Java.use("android.webkit.WebView").setWebViewClient;
    set.implementation = function (client) {
      quietly("a WebViewClient", () => {
        const cls = client === null ? null : Java.cast(client, Java.use("java.lang.Object")).getClass();
        if (cls !== null && cls.getDeclaredMethods().some((method) => method.getName() === "onReceivedSslError")) {
          const name = cls.getName();
          const loader = Java.retain(cls.getClassLoader());
          setTimeout(() => Java.perform(() => proceed(name, Java.ClassFactory.get(loader))), 0);
        }
      });
      return this.setWebViewClient(client);
    };
    note(what, true);
  } catch (error) {
    note(what, false, error);
  }
}

function java() {
  for (const [name, method] of ASKS_APP) {
    everyOverload(name, method, nothing);
  }
  for (const [name, method, body] of GIVES_CHAIN) {
    everyOverload(name, method, body);
  }
  for (const name of ["okhttp3.CertificatePinner", "com.squareup.okhttp.CertificatePinner"]) {
    everyOverload(name, "check", nothing);
  }
  everyOverload("okhttp3.CertificatePinner", "check$okhttp", nothing);
  everyOverload("android.security.net.config.NetworkSecurityTrustManager", "checkPins", nothing);
  for (const name of ["org.chromium.net.CronetEngine$Builder", "org.chromium.net.impl.CronetEngineBuilderImpl"]) {
    everyOverload(name, "addPublicKeyPins", function () { return this; });
  }
  webViewClients();
}

// Native libraries that bring their own TLS. Only what is exported can be found; a stripped libflutter.so exports none
// of it, and stays pinned.

const OK = 0;
const VERIFY_NONE = 0;
const trusting = new NativeCallback(() => { used("custom_verify"); return OK; }, "int", ["pointer", "pointer"]);
const NATIVE = {
  // void SSL_CTX_set_verify(SSL_CTX *, int mode, int (*callback)(int, X509_STORE_CTX *))
  SSL_CTX_set_verify: { onEnter(args) { args[1] = ptr(VERIFY_NONE); args[2] = NULL; used("SSL_CTX_set_verify"); } },
  SSL_set_verify: { onEnter(args) { args[1] = ptr(VERIFY_NONE); args[2] = NULL; used("SSL_set_verify"); } },
  // BoringSSL: void SSL_CTX_set_custom_verify(SSL_CTX *, int mode, ssl_verify_result_t (*callback)(SSL *, uint8_t *))
  SSL_CTX_set_custom_verify: { onEnter(args) { args[2] = trusting; } },
  SSL_set_custom_verify: { onEnter(args) { args[2] = trusting; } },
  // long SSL_get_verify_result(const SSL *)
  SSL_get_verify_result: { onLeave(result) { result.replace(ptr(OK)); used("SSL_get_verify_result"); } },
};

function natives(module) {
  for (const [name, listener] of Object.entries(NATIVE)) {
    const address = module.findExportByName(name);
    if (address === null || seen.has(address.toString())) {
      continue;
    }
    seen.add(address.toString());
    try {
      Interceptor.attach(address, listener);
      note(`${module.name}!${name}`, true);
    } catch (error) {
      note(`${module.name}!${name}`, false, error);
    }
  }
}

rpc.exports = {
  /** Installs every hook; gives what could be hooked and what not. */
  install() {
    Process.attachModuleObserver({ onAdded: natives });
    if (Java.available) {
      Java.perform(java);
    }
    return hooked;
  },
  /** What is hooked by now: classes of the app come later than this script. */
  report() {
    return hooked;
  },
};
