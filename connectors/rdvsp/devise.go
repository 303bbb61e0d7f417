package rdvsp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"tresse"
)

// The historical hosts take an agent's e-mail and password (sheet §2b). The
// tokens come in headers, are not changed by requests, and a new sign-in ends
// those before: they are kept, and shared by all that read this source.
const signInPath = "/api/v1/auth/sign_in"

func (s *session) signIn(ctx context.Context) (credentials, error) {
	const op = "sign in"
	req, err := jsonRequest(ctx, http.MethodPost, s.options.URL+signInPath, map[string]string{"email": s.options.Email, "password": s.options.Password})
	if err != nil {
		return credentials{}, err
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return credentials{}, s.failed(op, err)
	}
	if err := s.client.Check(resp); err != nil {
		return credentials{}, s.notSignedIn(resp.StatusCode, err)
	}
	k := credentials{Access: resp.Header.Get("access-token"), Client: resp.Header.Get("client"), UID: resp.Header.Get("uid")}
	if k.Access == "" || k.Client == "" || k.UID == "" {
		return credentials{}, &tresse.Error{Trouble: tresse.TroubleAnswer, Op: "rdvsp: " + op, Err: errors.New("an answer without a token"), Status: resp.StatusCode}
	}
	if seconds, err := strconv.ParseInt(resp.Header.Get("expiry"), 10, 64); err == nil && seconds > 0 {
		k.Expires = until(s.env.Now(), time.Unix(seconds, 0).Sub(s.env.Now()))
	}
	return k, nil
}

func (s *session) notSignedIn(status int, err error) error {
	e := &tresse.Error{Trouble: tresse.TroubleOf(err), Op: "rdvsp: sign in", Err: err, Status: status}
	var cause *tresse.Error
	if errors.As(err, &cause) {
		e.Wait = cause.Wait
	}
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusUnprocessableEntity, http.StatusBadRequest:
		e.Trouble = tresse.TroubleConfig
		e.Advice = fmt.Sprintf("Le site refuse l’adresse ou le mot de passe de « %s » : vérifiez « email » et « password » dans la configuration, en vous connectant avec eux au site.", s.env.Name)
	case http.StatusNotFound:
		e.Trouble = tresse.TroubleConfig
		e.Advice = fmt.Sprintf("Le site de « %s » n’ouvre plus par mot de passe : vérifiez « url » (www.rdv-solidarites.fr ou www.rdv-aide-numerique.fr), ou demandez « client_id » et « client_secret » à support@rdv-service-public.fr.", s.env.Name)
	}
	return e
}

// jsonRequest makes a request that sends JSON.
func jsonRequest(ctx context.Context, method, address string, body any) (*http.Request, error) {
	b, err := json.Marshal(body)
	if err != nil {
		return nil, tresse.Errorf(tresse.TroubleRefused, "rdvsp: what is to be sent cannot be written")
	}
	req, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(b))
	if err != nil {
		return nil, tresse.Errorf(tresse.TroubleConfig, "rdvsp: the address cannot be used")
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	return req, nil
}
