// obs-websocket-js writes every message that it gets to the terminal when the environment's DEBUG names it, and OBS's
// service settings, with the stream key in them, are one of those messages. So it never learns of DEBUG: imported before
// anything that loads the package `debug`, which reads it once.

Reflect.deleteProperty(process.env, 'DEBUG');
