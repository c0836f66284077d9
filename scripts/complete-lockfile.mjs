// Names in package-lock.json the optional packages of other platforms, which npm leaves out when it
// resolves on a machine that cannot see them. Run it after `npm install`; `npm ci` needs the result.
import fs from 'node:fs';

const lock = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'));
const packages = lock.packages;

/** Is `name` resolvable from `directory`, walking up as Node does? */
function isKnown(directory, name) {
  for (let place = directory; ;) {
    if (packages[`${place === '' ? '' : `${place}/`}node_modules/${name}`]) return true;
    if (place === '') return false;
    const parent = place.lastIndexOf('/node_modules/');
    place = parent < 0 ? '' : place.slice(0, parent);
  }
}

for (const [directory, entry] of Object.entries({ ...packages })) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isKnown(directory, name)) continue;
    const last = name.split('/').pop();
    const os = /darwin|linux|win32|android|freebsd|openharmony/.exec(name)?.[0];
    const cpu = /x64|arm64|ia32|ppc64|s390x|riscv64|loong64|arm|wasm32/.exec(last)?.[0];
    const libc = /musl/.test(last) ? 'musl' : /-gnu/.test(last) ? 'glibc' : undefined;
    packages[`node_modules/${name}`] = {
      version: range.replace(/^[\^~]/, ''),
      optional: true,
      ...(entry.dev && { dev: true }),
      ...(os && { os: [os] }),
      ...(cpu && { cpu: [cpu] }),
      ...(libc && { libc: [libc] }),
    };
  }
}

lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
fs.writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
