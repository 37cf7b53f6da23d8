package server

import (
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/go-chi/httprate"

	"assay/web/static"
)

// laboursPerMinute is how many times in a minute one address may ask for what takes work: a
// briefing, a file, the reading of a model card. Each of them is counted by itself.
const laboursPerMinute = 30

func (s *Server) limited() func(http.Handler) http.Handler {
	return httprate.LimitBy(laboursPerMinute, time.Minute, s.clientKey, httprate.WithLimitHandler(s.handle(s.tooMany)))
}

// routes is every address of the program.
func (s *Server) routes() http.Handler {
	r := chi.NewRouter()
	r.Use(s.recoverer, secureHeaders, s.checkHost, sameSite().Handler, limitBody, middleware.GetHead)
	r.Get("/healthz", s.healthz)
	r.Get(static.Prefix+"*", static.Handler().ServeHTTP)

	r.Group(func(r chi.Router) {
		if s.Desk {
			r.Use(s.sessions.LoadAndSave)
		}
		r.Use(s.readForm)
		r.Get("/", s.handle(s.home))
		r.Get("/compare", s.handle(s.compare))
		r.Get("/compare/why", s.handle(s.why))
		r.Get("/compare/drills", s.handle(s.drills))
		r.Get("/compare/dependencies", s.handle(s.dependencies))
		r.Get("/compare/money", s.handle(s.money))
		r.Get("/compare/exit", s.handle(s.exit))
		r.Get("/compare/asks", s.handle(s.asks))
		r.Get("/compare/requests", s.handle(s.requests))
		r.With(s.limited()).Get("/compare/requests.{format:csv|xlsx}", s.handle(s.requestsFile))
		r.With(s.limited()).Get("/compare/workbook.xlsx", s.handle(s.workbook))
		r.With(s.limited()).Get("/compare/{table:comparison|answers|citations|evidence}.csv", s.handle(s.table))
		r.With(s.limited()).Get("/compare/csv-metadata.json", s.handle(s.tableMetadata))
		r.Get("/weights", s.handle(s.weightsPage))
		r.Post("/weights", s.handle(s.saveWeights))
		r.Get("/weights/result", s.handle(s.weightsResult))
		r.Get("/weights/{id}", s.handle(s.storedWeights))
		r.Get("/offers", s.handle(s.offers))
		r.Get("/offers/new", s.deskOnly(s.newOffer))
		r.Post("/offers/new", s.deskOnly(s.createOffer))
		r.Get("/offers/{id}", s.handle(s.offer))
		r.Get("/offers/{id}/edit", s.deskOnly(s.editOffer))
		r.Get("/offers/{id}/edit/offer", s.deskOnly(s.partPage))
		r.Post("/offers/{id}/edit/offer", s.deskOnly(s.savePart))
		r.Get("/offers/{id}/edit/{kind}/{n}", s.deskOnly(s.partPage))
		r.Post("/offers/{id}/edit/{kind}/{n}", s.deskOnly(s.savePart))
		r.Post("/offers/{id}/edit/{kind}/{n}/check", s.deskOnly(s.checkPart))
		r.Post("/offers/{id}/edit/{kind}/{n}/remove", s.deskOnly(s.removePart))
		r.Post("/offers/{id}/copy", s.deskOnly(s.copyOffer))
		r.Post("/offers/{id}/archive", s.deskOnly(s.archiveOffer(true)))
		r.Post("/offers/{id}/revive", s.deskOnly(s.archiveOffer(false)))
		r.Get("/offers/{id}/answers", s.deskOnly(s.answerList))
		r.Get("/offers/{id}/answers/{criterion}", s.deskOnly(s.answerPage))
		r.Post("/offers/{id}/answers/{criterion}", s.deskOnly(s.saveAnswer))
		r.Get("/offers/{id}/choices", s.deskOnly(s.choicePage))
		r.Get("/offers/{id}/choices/{criterion}", s.deskOnly(s.choiceFormPage))
		r.Post("/offers/{id}/choices/{criterion}", s.deskOnly(s.saveChoice))
		r.Get("/evidence", s.deskOnly(s.evidenceList))
		r.Get("/evidence/new", s.deskOnly(s.newEvidence))
		r.Post("/evidence/new", s.deskOnly(s.storeEvidence))
		r.Get("/evidence/{id}", s.handle(s.evidence))
		r.Get("/evidence/{id}/edit", s.deskOnly(s.editEvidence))
		r.Post("/evidence/{id}/edit", s.deskOnly(s.storeEvidence))
		r.Post("/evidence/{id}/archive", s.deskOnly(s.archiveEvidence(true)))
		r.Post("/evidence/{id}/revive", s.deskOnly(s.archiveEvidence(false)))
		r.With(s.limited()).Post("/evidence/{id}/attachment", s.deskOnly(s.attach))
		r.Get("/attachments/{sum}", s.deskOnly(s.attachment))
		r.Get("/cases", s.handle(s.cases))
		r.Get("/cases/{id}", s.handle(s.caseStudy))
		r.Get("/cases/{id}/copy", s.deskOnly(s.copyCaseForm))
		r.Post("/cases/{id}/copy", s.deskOnly(s.copyCase))
		r.Get("/methods", s.handle(s.methods))
		r.Get("/methods/model-card", s.handle(s.modelCard))
		r.With(s.limited()).Post("/methods/model-card", s.handle(s.modelCard))
		r.Get("/methods/{id}/{version}", s.handle(s.method))
		r.Get("/report", s.handle(s.report))
		r.With(s.limited()).Get("/briefing.{format:pdf|html|json}", s.handle(s.briefing))

		r.Get("/open", s.handle(s.openForm))
		r.Post("/open", s.handle(s.open))
		r.Post("/close", s.handle(s.close))
		r.Get("/workspace", s.deskOnly(s.workspacePage))
		r.Post("/workspace/person", s.deskOnly(s.rename))
		r.Post("/comparisons", s.handle(s.saveComparison))
		r.Get("/comparisons/{id}", s.handle(s.savedComparison))
		r.Get("/frameworks", s.deskOnly(s.frameworkList))
		r.Post("/frameworks", s.deskOnly(s.addFramework))
		r.Post("/frameworks/freeze", s.deskOnly(s.freezeFramework))
		r.Post("/frameworks/settings", s.deskOnly(s.saveSettings))
		r.Get("/frameworks/gates", s.deskOnly(s.gates))
		r.Post("/frameworks/gates", s.deskOnly(s.saveGates))
		r.Get("/import", s.deskOnly(s.importPage))
		r.With(s.limited()).Post("/import", s.deskOnly(s.sendImport))
		r.With(s.limited()).Get("/import/answers.{format:csv|xlsx}", s.deskOnly(s.answerSheet))
		r.With(s.limited()).Get("/import/choices.{format:csv|xlsx}", s.deskOnly(s.choiceSheet))
		r.Get("/import/card", s.deskOnly(s.importCard))
		r.With(s.limited()).Post("/import/card", s.deskOnly(s.sendCard))
		r.Get("/import/card/{id}", s.deskOnly(s.cardPreview))
		r.Post("/import/card/{id}", s.deskOnly(s.takeCard))
		r.Get("/import/{id}", s.deskOnly(s.sentImport))
		r.Post("/import/{id}/confirm", s.deskOnly(s.confirmImport))
		r.Post("/import/{id}/cancel", s.deskOnly(s.cancelImport))
		r.With(s.limited()).Get("/export/workspace.assay", s.deskOnly(s.exportBundle))
		r.With(s.limited()).Get("/export/offers.yaml", s.deskOnly(s.exportOffers))
		r.With(s.limited()).Get("/export/evidence.{format:json|bib|ris}", s.deskOnly(s.exportEvidence))
		r.Get("/history/{kind}/{id}", s.handle(s.history))
		r.Post("/history/{kind}/{id}/restore", s.deskOnly(s.restoreVersion))
		r.Get("/log", s.deskOnly(s.log))

		r.NotFound(s.handle(func(http.ResponseWriter, *http.Request) error { return errNotFound }))
		r.MethodNotAllowed(s.handle(s.wrongMethod))
	})
	return r
}
