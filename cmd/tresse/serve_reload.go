package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tresse"
	syncer "tresse/sync"
)

// ask has run exchange the configuration, for a command.
func (d *daemon) ask(ctx context.Context) error {
	r := &reloading{done: make(chan error, 1)}
	select {
	case d.asked <- r:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-r.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// exchange reads the configuration again and puts it in force. One that is not
// right changes nothing.
func (d *daemon) exchange(ctx context.Context) error {
	next := &app{streams: d.app.streams, log: d.log, configPath: d.app.configPath, store: d.store, onCommit: d.app.onCommit, jitter: jitter}
	path, sources, err := d.configuration(next)
	if err != nil {
		return err
	}
	if d.o.listen != "" {
		next.config.Web.Listen = d.o.listen
	}
	if err := d.exchangeable(next, path); err != nil {
		return err
	}
	swap, err := d.site.prepare(next.config, d.store, d.log)
	if err != nil {
		return err
	}
	before := d.force
	ready, err := d.pause(ctx)
	if err != nil {
		swap.drop()
		return err
	}
	d.gate.Lock() // commands under way end, new ones wait
	defer d.gate.Unlock()
	ready()
	f := inForce{config: next.config, path: path, sources: sources}
	if f.engine, err = syncer.New(d.store, next.engineOptions(sources)); err != nil {
		swap.drop()
		return errors.Join(err, d.resume(next, before))
	}
	before.cancel()
	d.enforce(f)
	f.engine.TakeOver(before.engine)
	swap.commit()
	d.startReading()
	d.log.Info().Int("sources", len(sources)).Msg("configuration read again")
	return nil
}

// exchangeable refuses what only a restart can change.
func (d *daemon) exchangeable(next *app, path string) error {
	refuse := func(advice string) error {
		err := tresse.Errorf(tresse.TroubleRefused, "the configuration cannot be put in force")
		err.Advice = advice + " ; la configuration d’avant reste en vigueur."
		return err
	}
	switch {
	case path == "" && d.force.path != "":
		return refuse(fmt.Sprintf("« %s » n’est plus là", d.force.path))
	case next.config.Data != d.force.config.Data:
		return refuse(fmt.Sprintf("les données seraient dans « %s » au lieu de « %s » : arrêtez tresse et relancez-le pour en changer", next.config.Data, d.force.config.Data))
	}
	return nil
}

// pause waits for what is being read, and after a while gives it up. What
// commands are reading has the same time, which ends with ready. The error is
// that of ctx: the daemon is to stop, and waits for nobody.
func (d *daemon) pause(ctx context.Context) (ready func(), err error) {
	giveUp := d.force.cancel
	stop := context.AfterFunc(ctx, giveUp)
	late := time.AfterFunc(swapTime, giveUp)
	d.schedule.Stop()
	select {
	case <-d.read:
	case <-ctx.Done():
		late.Stop()
		return nil, ctx.Err()
	}
	return func() {
		stop()
		late.Stop()
	}, nil
}

// resume goes on with what was in force before.
func (d *daemon) resume(a *app, before inForce) error {
	a.config = before.config
	engine, err := syncer.New(d.store, a.engineOptions(before.sources))
	if err != nil {
		return err
	}
	before.cancel()
	engine.TakeOver(before.engine)
	before.engine = engine
	d.enforce(before)
	d.startReading()
	return nil
}
