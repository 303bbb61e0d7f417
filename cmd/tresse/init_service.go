package main

import (
	"fmt"
	"html"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"tresse"
)

// A service is a file by which the system starts tresse with this user's
// session, and what is left to do once it is there.
type service struct {
	path, text, next string
}

// serviceOf says how a system starts a program by itself, without any right but
// the user's own. conf is absolute.
func serviceOf(system, home, program, conf string, getenv func(string) string) (service, error) {
	switch system {
	case "linux":
		return systemdService(home, program, conf, getenv), nil
	case "darwin":
		return launchAgent(home, program, conf), nil
	case "windows":
		return startupFile(program, conf, getenv)
	}
	err := tresse.Errorf(tresse.TroubleRefused, "no way to start by itself is known on %s", system)
	err.Advice = "sur ce système, tresse ne sait pas se faire démarrer tout seul : lancez « tresse serve » à l’ouverture de votre session."
	return service{}, err
}

func systemdService(home, program, conf string, getenv func(string) string) service {
	dir := getenv("XDG_CONFIG_HOME")
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(home, ".config")
	}
	quote := func(s string) string { // systemd.service(5), COMMAND LINES
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `%`, `%%`, `$`, `$$`).Replace(s) + `"`
	}
	return service{
		path: filepath.Join(dir, "systemd", "user", "tresse.service"),
		text: fmt.Sprintf(`[Unit]
Description=tresse : les agendas réunis
After=network-online.target

[Service]
Type=notify
ExecStart=%s --config %s serve
ExecReload=/bin/kill -HUP $MAINPID
Restart=on-failure
RestartSec=10
WatchdogSec=60
TimeoutStopSec=15
UMask=0077

[Install]
WantedBy=default.target
`, quote(program), quote(conf)),
		next: "systemctl --user enable --now tresse (et, pour qu’il tourne sans session ouverte : loginctl enable-linger)",
	}
}

func launchAgent(home, program, conf string) service {
	path := filepath.Join(home, "Library", "LaunchAgents", "fr.tresse.plist")
	return service{
		path: path,
		text: fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>Label</key><string>fr.tresse</string>
	<key>ProgramArguments</key>
	<array><string>%s</string><string>--config</string><string>%s</string><string>serve</string></array>
	<key>RunAtLoad</key><true/>
	<key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>
</dict>
</plist>
`, html.EscapeString(program), html.EscapeString(conf)),
		next: "launchctl load " + path,
	}
}

func startupFile(program, conf string, getenv func(string) string) (service, error) {
	dir := getenv("AppData")
	if dir == "" {
		err := tresse.Errorf(tresse.TroubleRefused, "no folder for this user's programs")
		err.Advice = "Windows ne dit pas où est votre dossier de démarrage (AppData) : placez-y vous-même un raccourci vers tresse."
		return service{}, err
	}
	quote := func(s string) string { return `"` + strings.ReplaceAll(s, "%", "%%") + `"` }
	return service{
		path: filepath.Join(dir, "Microsoft", "Windows", "Start Menu", "Programs", "Startup", "tresse.cmd"),
		text: "@chcp 65001 >nul\r\n@start \"tresse\" /min " + quote(program) + " --config " + quote(conf) + " serve\r\n",
		next: "rouvrez votre session, ou double-cliquez sur ce fichier",
	}, nil
}

// writeService has the system start tresse with this user's session.
func (a *app) writeService(conf string) error {
	program, err := os.Executable()
	if err == nil {
		conf, err = filepath.Abs(conf)
	}
	home, herr := os.UserHomeDir()
	if err != nil || herr != nil {
		e := tresse.Errorf(tresse.TroubleRefused, "this program, or this user's folder, cannot be found")
		e.Advice = "le dossier de ce compte n’a pas été trouvé : le service n’a pas été écrit."
		return e
	}
	s, err := serviceOf(runtime.GOOS, home, program, conf, os.Getenv)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(s.path), 0o700); err != nil {
		e := &tresse.Error{Trouble: tresse.TroubleRefused, Op: "make the folder of services", Err: err}
		e.Advice = fmt.Sprintf("le dossier « %s » n’a pas pu être créé : le service n’a pas été écrit.", filepath.Dir(s.path))
		return e
	}
	if _, err := os.Lstat(s.path); err == nil {
		e := tresse.Errorf(tresse.TroubleRefused, "the service is there already")
		e.Advice = fmt.Sprintf("%s existe déjà et n’est pas touché : effacez-le d’abord pour qu’il soit écrit de nouveau.", s.path)
		return e
	}
	if err := writeNew(s.path, s.text); err != nil {
		return err
	}
	fmt.Fprintf(a.out, "%s est écrit. Pour le mettre en marche : %s\n", s.path, s.next)
	return nil
}
