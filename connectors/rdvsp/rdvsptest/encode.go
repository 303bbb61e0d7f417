package rdvsptest

import (
	"fmt"
	"maps"
	"strings"
	"time"
)

// date writes a moment as Ruby does, with Paris's offset of that day.
func (m *Modes) date(t time.Time) any {
	switch {
	case t.IsZero():
		return nil
	case m.RFC3339:
		return t.In(paris()).Format(time.RFC3339)
	case m.UTC:
		return t.UTC().Format("2006-01-02 15:04:05 UTC")
	}
	return t.In(paris()).Format("2006-01-02 15:04:05 -0700")
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// widened adds keys that nobody documented.
func (m *Modes) widened(object map[string]any, extra map[string]any) map[string]any {
	if m.ExtraKeys {
		object["updated_by_release"] = map[string]any{"at": "demain", "flags": []any{true, nil}}
		object["territory_id"] = 44
	}
	maps.Copy(object, extra)
	return object
}

// wire is an RDV as of sheet §7; the lock is held.
func (s *Server) wire(r *RDV) map[string]any {
	m := &s.modes
	status := r.status(s.now())
	object := map[string]any{
		"id": r.ID, "uuid": r.UUID, "address": r.address(), "agents": []any{}, "cancelled_at": m.date(r.Cancelled),
		"collectif": r.Motif.Collective, "context": orNull(r.Context), "created_at": m.date(r.Created),
		"created_by": strings.ToLower(r.CreatedByType), "created_by_id": 1207, "created_by_type": r.CreatedByType,
		"duration_in_min": int(r.End.Sub(r.Start) / time.Minute), "ends_at": m.date(r.End), "lieu": nil,
		"max_participants_count": nil, "motif": s.wireMotif(r), "name": orNull(r.Name), "organisation": s.wireOrganisation(r.Organisation),
		"participations": []any{}, "starts_at": m.date(r.Start), "status": status, "users": []any{}, "users_count": r.taken(),
		"url_for_agents": fmt.Sprintf("https://rdv.example.org/admin/organisations/%d/rdvs/%d", r.Organisation, r.ID),
	}
	if m.NoURL {
		delete(object, "url_for_agents")
	}
	if r.Capacity > 0 {
		object["max_participants_count"] = r.Capacity
	}
	if l := r.Lieu; l != nil {
		object["lieu"] = m.widened(map[string]any{"id": l.ID, "address": l.Address, "name": l.Name, "organisation_id": r.Organisation, "phone_number": nil, "single_use": l.SingleUse}, nil)
	}
	var agents, seats, users []any
	for _, a := range r.Agents {
		agents = append(agents, map[string]any{"id": a.ID, "email": a.Email, "first_name": orNull(a.FirstName), "last_name": orNull(a.LastName)})
	}
	for i := range r.Participations {
		p := &r.Participations[i]
		by := p.CreatedByType
		if by == "" {
			by = r.CreatedByType
		}
		seats = append(seats, m.widened(map[string]any{
			"id": p.ID, "created_by": strings.ToLower(by), "created_by_agent_prescripteur": false, "created_by_id": 1207, "created_by_type": by,
			"send_lifecycle_notifications": true, "send_reminder_notification": true, "status": p.Status, "user": s.wireUser(&p.User),
		}, nil))
		users = append(users, s.wireUser(&p.User))
	}
	for key, list := range map[string][]any{"agents": agents, "participations": seats, "users": users} {
		if list != nil {
			object[key] = list
		}
	}
	return m.widened(object, r.Extra)
}

// address is the place's, somebody's home, or "" (sheet §7).
func (r *RDV) address() string {
	switch {
	case r.Motif.LocationType == OnSite && r.Lieu != nil:
		return r.Lieu.Address
	case r.Motif.LocationType == AtHome:
		return r.Address
	}
	return ""
}

func (s *Server) wireMotif(r *RDV) map[string]any {
	return s.modes.widened(map[string]any{
		"id": r.Motif.ID, "bookable_by": "everyone", "bookable_publicly": true, "collectif": r.Motif.Collective, "deleted_at": nil,
		"follow_up": false, "instruction_for_rdv": "Apportez vos identifiants", "location_type": r.Motif.LocationType,
		"motif_category": r.Motif.Category, "name": r.Motif.Name, "organisation_id": r.Organisation, "service_id": nil,
	}, nil)
}

func (s *Server) wireOrganisation(id int64) map[string]any {
	for i := range s.organisations {
		if s.organisations[i].ID == id {
			return s.organisations[i].wire()
		}
	}
	return (&Organisation{ID: id, Name: "Organisation", Verticale: "rdv_mairie"}).wire()
}

func (o *Organisation) wire() map[string]any {
	return map[string]any{"id": o.ID, "email": orNull(o.Email), "name": o.Name, "phone_number": orNull(o.Phone), "verticale": o.Verticale}
}

// wireUser has the fields of March 2026, or those of October 2024.
func (s *Server) wireUser(u *User) map[string]any {
	m := &s.modes
	object := map[string]any{
		"id": u.ID, "address": orNull(u.Address), "address_details": nil, "affiliation_number": orNull(u.AffiliationNumber),
		"birth_date": orNull(u.BirthDate), "birth_name": orNull(u.BirthName), "created_at": m.date(u.Created), "email": orNull(u.Email),
		"first_name": u.FirstName, "last_name": u.LastName, "notify_by_email": !u.NoEmails, "notify_by_sms": !u.NoSMS,
		"phone_number": orNull(u.Phone), "phone_number_formatted": orNull(u.PhoneE164), "responsible": nil, "responsible_id": nil, "user_profiles": nil,
	}
	if m.OldUsers {
		maps.Copy(object, map[string]any{
			"caisse_affiliation": "caf", "case_number": "D-1", "family_situation": "single", "invitation_accepted_at": nil, "invitation_created_at": nil,
			"logement": "sdf", "notes": "Suivi par le CCAS", "number_of_children": 2,
		})
	}
	if u.Responsible != nil {
		object["responsible"], object["responsible_id"] = s.wireUser(u.Responsible), u.Responsible.ID
	}
	return m.widened(object, nil)
}
