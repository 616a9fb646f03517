import type { Locale } from "@silhouette/core/preferences";

/** A mail as ICU messages, with the placeholders of `composeNoticeMail`. */
export type NoticeTexts = { readonly subject: string; readonly text: string };

/**
 * The mail before a token expires, in every language of the console and in its words (`messages/*.json`): a worker has
 * no catalogue. Apostrophes are typographic ones, since the straight one is a sign of ICU.
 */
export const NOTICE_TEXTS: Readonly<Record<Locale, NoticeTexts>> = {
  en: {
    subject: "{client}: a profile token expires in less than {days, plural, one {# day} other {# days}}",
    text: `{isNamed, select, yes {The profile token "{name}"} other {The profile authentication token}} of {client} (its text begins with {beginning}) expires on {when}.

From then on, calls that carry it are refused where authentication is required. Rotate it in {hasUrl, select, yes {{url}} other {the console}} or with {call}, with an overlap if your callers cannot change at once.

You get this mail because your role in the client may rotate tokens.
`,
  },
  ko: {
    subject: "{client}: 프로필 토큰 만료까지 {days, plural, other {#일}} 미만 남음",
    text: `{client}의 {isNamed, select, yes {프로필 토큰 "{name}"} other {프로필 인증 토큰}}(토큰 문자열의 앞부분: {beginning})이(가) {when}에 만료됩니다.

만료 후에는 인증이 필요한 곳에서 이 토큰을 사용한 호출이 거부됩니다. {hasUrl, select, yes {{url}} other {콘솔}}에서 또는 {call} 호출로 토큰을 교체하십시오. 호출하는 프로그램을 한 번에 바꿀 수 없다면 중복 기간을 두십시오.

이 클라이언트에서 토큰을 교체할 수 있는 역할을 가지고 있어 이 메일을 보내 드립니다.
`,
  },
  sv: {
    subject: "{client}: en profiltoken förfaller om mindre än {days, plural, one {# dag} other {# dagar}}",
    text: `{isNamed, select, yes {Profiltokenen ”{name}”} other {Profilautentiseringstokenen}} för {client} (texten börjar med {beginning}) förfaller den {when}.

Därefter nekas anrop som använder den där autentisering krävs. Rotera den i {hasUrl, select, yes {{url}} other {konsolen}} eller med {call}, med en överlappning om dina anropare inte kan byta på en gång.

Du får det här mejlet eftersom din roll i klienten får rotera tokens.
`,
  },
  "pt-BR": {
    subject: "{client}: um token de perfil expira em menos de {days, plural, one {# dia} other {# dias}}",
    text: `{isNamed, select, yes {O token de perfil “{name}”} other {O token de autenticação de perfil}} de {client} (o texto começa com {beginning}) expira em {when}.

A partir de então, as chamadas que o usam são recusadas onde a autenticação é obrigatória. Rotacione-o {hasUrl, select, yes {em {url}} other {no console}} ou com {call}, com uma sobreposição se quem faz as chamadas não puder trocar de uma só vez.

Você recebe este e-mail porque a sua função no cliente pode rotacionar tokens.
`,
  },
  fr: {
    subject: "{client} : un jeton de profil expire dans moins de {days, plural, one {# jour} other {# jours}}",
    text: `{isNamed, select, yes {Le jeton de profil « {name} »} other {Le jeton d’authentification de profil}} de {client} (son texte commence par {beginning}) expire le {when}.

À partir de ce moment, les appels qui l’utilisent sont refusés là où l’authentification est exigée. Renouvelez-le {hasUrl, select, yes {sur {url}} other {dans la console}} ou avec {call}, avec un chevauchement si vos appelants ne peuvent pas changer tous à la fois.

Vous recevez ce courriel parce que votre rôle dans le client permet de renouveler les jetons.
`,
  },
  es: {
    subject: "{client}: un token de perfil caduca en menos de {days, plural, one {# día} other {# días}}",
    text: `{isNamed, select, yes {El token de perfil «{name}»} other {El token de autenticación de perfil}} de {client} (su texto empieza por {beginning}) caduca el {when}.

A partir de entonces se rechazan las llamadas que lo usan donde se requiere autenticación. Rótelo en {hasUrl, select, yes {{url}} other {la consola}} o con {call}, con un solapamiento si quienes llaman no pueden cambiar a la vez.

Recibe este correo porque su rol en el cliente puede rotar tokens.
`,
  },
};
