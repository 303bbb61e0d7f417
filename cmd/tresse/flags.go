package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/pflag"
)

// flagMistake says in French what pflag says in English.
func flagMistake(err error) string {
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) {
		return fmt.Sprintf("l’option « %s » n’existe pas", dashes(unknown.GetSpecifiedName()))
	}
	var missing *pflag.ValueRequiredError
	if errors.As(err, &missing) {
		return fmt.Sprintf("l’option « %s » attend une valeur", dashes(missing.GetSpecifiedName()))
	}
	var invalid *pflag.InvalidValueError
	if errors.As(err, &invalid) {
		return fmt.Sprintf("la valeur « %s » ne convient pas à l’option « --%s »", invalid.GetValue(), invalid.GetFlag().Name)
	}
	return "option mal écrite"
}

func dashes(name string) string {
	if len([]rune(name)) == 1 {
		return "-" + name
	}
	return "--" + name
}

// date reads a date of the command line: 2026-11-22, which is that midnight in
// the mediator's zone, or RFC 3339. "" is no date.
func date(option, text string, zone *time.Location) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if d, err := time.ParseInLocation(time.DateOnly, text, zone); err == nil {
		return d, nil
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, nil
	}
	return time.Time{}, usageError{fmt.Sprintf("%s : « %s » n’est pas une date ; écrivez 2026-11-22 ou 2026-11-22T14:00:00+01:00", option, text)}
}
