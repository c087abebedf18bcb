import { HIDDEN } from './secrets.ts';

/** A password or a key inside an address or a connection string: the server shows some of them as they are. */
const IN_ADDRESS: readonly RegExp[] = [
  /(\b[a-z][a-z0-9+.-]*:\/\/[^/\s:@']*:)([^@\s']+)(?=@)/gi,
  /([?&][^=&\s']{0,60}?(?:signature|credential|token|key|password|secret|sig)=)([^&\s']+)/gi,
  /(\b(?:AccountKey|SharedAccessSignature)=)([^;'\s]+)/gi,
];

/** An address without its password or key. */
export function maskedAddress(text: string): string {
  return IN_ADDRESS.reduce((masked, pattern) => masked.replace(pattern, `$1${HIDDEN}`), text);
}

/** What is read from the environment is no secret of the text that it stands in. */
const FROM_ENVIRONMENT = /__MOOSE_RUNTIME_ENV__:\w+|\[ENV:\w+\]/g;

/** Whether an address holds a password or a key. */
export function hasCredentials(address: string): boolean {
  const text = address.replace(FROM_ENVIRONMENT, '');
  return maskedAddress(text) !== text;
}

const SECRET_SETTING =
  /(?:^|_)(?:password|secret|token|credential|credential_file|access_key|access_key_id|auth_header)$/i;

/** Whether the value of a table's setting is never shown, such as that of `kafka_sasl_password`. */
export function isSecretSetting(name: string): boolean {
  return SECRET_SETTING.test(name);
}

/** Whether the value beside a named collection, or inside `disk(…)`, is never shown. */
export function isSecretKey(name: string): boolean {
  return /password|secret|token|access_key|account_key|credential/i.test(name);
}
