-- The schema after all migrations, written on Postgres 15 by go test ./internal/store -run Schema -update.
-- For reading: it is not run by anything.

CREATE DOMAIN framework_id AS text CHECK ((VALUE ~ '^[A-Za-z][A-Za-z0-9.-]{0,39}$'::text));
CREATE DOMAIN framework_version AS text CHECK ((VALUE ~ '^[0-9][0-9A-Za-z.-]{0,19}$'::text));
CREATE DOMAIN level AS smallint CHECK (((VALUE >= 0) AND (VALUE <= 4)));
CREATE DOMAIN partial_date AS text CHECK (((VALUE ~ '^((19|2[01])[0-9]{2}|2200)(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$|^$'::text) AND CASE WHEN (length(VALUE) = 10) THEN ((VALUE)::date IS NOT NULL) ELSE true END));
CREATE DOMAIN rung AS text CHECK ((VALUE = ANY (ARRAY['unverified'::text, 'vendor_claim'::text, 'documented'::text, 'demonstrated'::text])));
CREATE DOMAIN sha256 AS bytea CHECK ((octet_length(VALUE) = 32));
CREATE DOMAIN slug AS text CHECK (((VALUE ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text) AND (length(VALUE) <= 80)));
CREATE DOMAIN stage AS text CHECK ((VALUE = ANY (ARRAY[''::text, 'announced'::text, 'non_binding'::text, 'binding'::text, 'funded'::text, 'delivered'::text])));

CREATE OR REPLACE FUNCTION assay_is_owner()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (SELECT (pg_get_userbyid(pg_class.relowner) = CURRENT_USER) FROM pg_class WHERE (pg_class.oid = ('workspace'::regclass)::oid))
;
CREATE OR REPLACE FUNCTION assay_keeper(workspace uuid, id text)
 RETURNS uuid
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN starts_with(id, 'own-'::text) THEN workspace ELSE '00000000-0000-0000-0000-000000000001'::uuid END
;
CREATE OR REPLACE FUNCTION assay_library()
 RETURNS uuid
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN '00000000-0000-0000-0000-000000000001'::uuid
;
CREATE OR REPLACE FUNCTION assay_points(list jsonb)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN ((jsonb_typeof(list) = 'array'::text) AND (octet_length((list)::text) <= 65536)) THEN ((jsonb_array_length(list) = jsonb_array_length(jsonb_path_query_array(list, '$[*]?(((@."id".type() == "string" && @."points".type() == "number") && @."points" >= 0) && @."points" <= 100)'::jsonpath))) AND jsonb_path_exists(list, '$[*]?(@."points" > 0)'::jsonpath)) ELSE false END
;
CREATE OR REPLACE PROCEDURE assay_protect(IN t regclass)
 LANGUAGE plpgsql
AS $procedure$
DECLARE
    readable CONSTANT text := 'workspace_id IN (assay_library(), assay_workspace())';
    writable CONSTANT text := 'workspace_id = assay_workspace() AND (workspace_id <> assay_library() OR (SELECT assay_is_owner()))';
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY readable ON %s FOR SELECT USING (%s)', t, readable);
    EXECUTE format('CREATE POLICY insertable ON %s FOR INSERT WITH CHECK (%s)', t, writable);
    EXECUTE format('CREATE POLICY updatable ON %s FOR UPDATE USING (%s) WITH CHECK (%s)', t, writable, writable);
    EXECUTE format('CREATE POLICY deletable ON %s FOR DELETE USING (%s)', t, writable);
END $procedure$
;
CREATE OR REPLACE FUNCTION assay_workspace()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (NULLIF(current_setting('assay.workspace'::text, true), ''::text))::uuid
;
CREATE OR REPLACE FUNCTION first_day(d text)
 RETURNS date
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN (d <> ''::text) THEN make_date((substr(d, 1, 4))::integer, (COALESCE(NULLIF(substr(d, 6, 2), ''::text), '1'::text))::integer, (COALESCE(NULLIF(substr(d, 9, 2), ''::text), '1'::text))::integer) ELSE NULL::date END
;
CREATE OR REPLACE FUNCTION last_day(d text)
 RETURNS date
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE length(d) WHEN 4 THEN make_date((d)::integer, 12, 31) WHEN 7 THEN (((first_day(d) + '1 mon'::interval))::date - 1) ELSE first_day(d) END
;
CREATE OR REPLACE FUNCTION river_job_state_in_bitmask(bitmask bit, state river_job_state)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$
    SELECT CASE state
        WHEN 'available' THEN get_bit(bitmask, 7)
        WHEN 'cancelled' THEN get_bit(bitmask, 6)
        WHEN 'completed' THEN get_bit(bitmask, 5)
        WHEN 'discarded' THEN get_bit(bitmask, 4)
        WHEN 'pending'   THEN get_bit(bitmask, 3)
        WHEN 'retryable' THEN get_bit(bitmask, 2)
        WHEN 'running'   THEN get_bit(bitmask, 1)
        WHEN 'scheduled' THEN get_bit(bitmask, 0)
        ELSE 0
    END = 1;
$function$
;

CREATE TABLE answer (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    offer_id slug NOT NULL,
    framework_id framework_id NOT NULL,
    framework_version framework_version NOT NULL,
    criterion text NOT NULL,
    assessor text NOT NULL,
    valid_from partial_date NOT NULL,
    version integer NOT NULL,
    retired_at timestamp with time zone,
    framework_workspace_id uuid GENERATED ALWAYS AS (assay_keeper(workspace_id, (framework_id)::text)) STORED NOT NULL,
    CONSTRAINT answer_pkey PRIMARY KEY (workspace_id, id),
    CONSTRAINT answer_workspace_id_id_valid_from_key UNIQUE (workspace_id, id, valid_from),
    CONSTRAINT answer_workspace_id_offer_id_framework_id_framework_version_key UNIQUE (workspace_id, offer_id, framework_id, framework_version, criterion, assessor, valid_from),
    CONSTRAINT answer_current FOREIGN KEY (workspace_id, id, version) REFERENCES answer_version(workspace_id, id, version) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT answer_framework_fkey FOREIGN KEY (framework_workspace_id, framework_id, framework_version) REFERENCES framework(workspace_id, id, version),
    CONSTRAINT answer_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(workspace_id),
    CONSTRAINT answer_workspace_id_offer_id_fkey FOREIGN KEY (workspace_id, offer_id) REFERENCES offer(workspace_id, id),
    CONSTRAINT answer_assessor_check CHECK (((assessor <> ''::text) AND (octet_length(assessor) <= 200))),
    CONSTRAINT answer_criterion_check CHECK (((criterion <> ''::text) AND (length(criterion) <= 40)))
);
CREATE TABLE answer_evidence (
    workspace_id uuid NOT NULL,
    answer_id uuid NOT NULL,
    version integer NOT NULL,
    bound text NOT NULL,
    evidence_id slug NOT NULL,
    evidence_workspace_id uuid GENERATED ALWAYS AS (assay_keeper(workspace_id, (evidence_id)::text)) STORED NOT NULL,
    CONSTRAINT answer_evidence_pkey PRIMARY KEY (workspace_id, answer_id, version, bound, evidence_id),
    CONSTRAINT answer_evidence_evidence_fkey FOREIGN KEY (evidence_workspace_id, evidence_id) REFERENCES evidence(workspace_id, id),
    CONSTRAINT answer_evidence_workspace_id_answer_id_version_fkey FOREIGN KEY (workspace_id, answer_id, version) REFERENCES answer_version(workspace_id, id, version),
    CONSTRAINT answer_evidence_bound_check CHECK ((bound = ANY (ARRAY['lo'::text, 'hi'::text])))
);
CREATE TABLE answer_version (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    version integer NOT NULL,
    sha256 sha256 NOT NULL,
    stored_at timestamp with time zone DEFAULT now() NOT NULL,
    not_applicable boolean NOT NULL,
    lo_level level NOT NULL,
    lo_rung rung NOT NULL,
    lo_evidence text[] NOT NULL,
    hi_level level NOT NULL,
    hi_rung rung NOT NULL,
    hi_admission boolean NOT NULL,
    hi_evidence text[] NOT NULL,
    raw_lo double precision,
    raw_hi double precision,
    caps jsonb NOT NULL,
    stage stage NOT NULL,
    paused boolean NOT NULL,
    contested boolean NOT NULL,
    vendor_wide boolean NOT NULL,
    rationale text NOT NULL,
    valid_from partial_date NOT NULL,
    valid_to partial_date NOT NULL,
    lapse_lo level,
    lapse_hi level,
    lapse_text text,
    unknown text DEFAULT ''::text NOT NULL,
    stored_by text DEFAULT ''::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    choice smallint DEFAULT 0 NOT NULL,
    CONSTRAINT answer_version_pkey PRIMARY KEY (workspace_id, id, version),
    CONSTRAINT answer_version_workspace_id_id_valid_from_fkey FOREIGN KEY (workspace_id, id, valid_from) REFERENCES answer(workspace_id, id, valid_from),
    CONSTRAINT answer_version_caps_check CHECK ((jsonb_typeof(caps) = 'array'::text)),
    CONSTRAINT answer_version_choice_check CHECK (((choice >= 0) AND (choice <= 30))),
    CONSTRAINT answer_version_rationale_check CHECK ((rationale <> ''::text)),
    CONSTRAINT answer_version_reason_check CHECK ((octet_length(reason) <= 2000)),
    CONSTRAINT answer_version_stored_by_check CHECK ((octet_length(stored_by) <= 200)),
    CONSTRAINT answer_version_unknown_check CHECK (((unknown = ''::text) OR ((unknown ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text) AND (length(unknown) <= 80)))),
    CONSTRAINT answer_version_version_check CHECK ((version >= 1)),
    CONSTRAINT bounds_in_order CHECK (((lo_level)::smallint <= (hi_level)::smallint)),
    CONSTRAINT choice_stands_alone CHECK (((choice = 0) OR ((NOT not_applicable) AND ((lo_level)::smallint = 0) AND ((hi_level)::smallint = 4) AND (raw_lo IS NULL) AND (lapse_lo IS NULL)))),
    CONSTRAINT lapse_is_whole CHECK (((num_nulls(lapse_lo, lapse_hi, lapse_text) = ANY (ARRAY[0, 3])) AND ((lapse_lo)::smallint <= (lapse_hi)::smallint) AND ((lapse_lo IS NULL) OR ((valid_to)::text <> ''::text)))),
    CONSTRAINT lower_bound_rests_on_evidence CHECK ((not_applicable OR (raw_lo IS NOT NULL) OR ((lo_level)::smallint = 0) OR (cardinality(lo_evidence) > 0))),
    CONSTRAINT measure_rests_on_evidence CHECK (((raw_lo IS NULL) OR ((cardinality(lo_evidence) + cardinality(hi_evidence)) > 0))),
    CONSTRAINT not_applicable_rests_on_evidence CHECK (((NOT not_applicable) OR (cardinality(lo_evidence) > 0))),
    CONSTRAINT raw_in_order CHECK ((((raw_lo IS NULL) = (raw_hi IS NULL)) AND (raw_lo <= raw_hi) AND (raw_lo >= ('-1000000000000000000'::numeric)::double precision) AND (raw_hi <= ('1000000000000000000'::numeric)::double precision))),
    CONSTRAINT upper_bound_rests_on_evidence CHECK ((not_applicable OR (raw_lo IS NOT NULL) OR ((hi_level)::smallint = 4) OR (cardinality(hi_evidence) > 0))),
    CONSTRAINT validity_in_order CHECK ((((valid_from)::text = ''::text) OR ((valid_to)::text = ''::text) OR (first_day((valid_from)::text) <= last_day((valid_to)::text))))
);
CREATE TABLE attachment (
    workspace_id uuid NOT NULL,
    sha256 sha256 NOT NULL,
    name text NOT NULL,
    media_type text NOT NULL,
    body bytea NOT NULL,
    stored_at timestamp with time zone DEFAULT now() NOT NULL,
    stored_by text NOT NULL,
    CONSTRAINT attachment_pkey PRIMARY KEY (workspace_id, sha256),
    CONSTRAINT attachment_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(workspace_id),
    CONSTRAINT attachment_body_check CHECK ((octet_length(body) <= 20971520)),
    CONSTRAINT attachment_media_type_check CHECK (((media_type <> ''::text) AND (octet_length(media_type) <= 100))),
    CONSTRAINT attachment_name_check CHECK (((name <> ''::text) AND (octet_length(name) <= 200))),
    CONSTRAINT attachment_stored_by_check CHECK ((octet_length(stored_by) <= 200))
);
CREATE TABLE audit_event (
    workspace_id uuid NOT NULL,
    seq bigint NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    person text NOT NULL,
    action text NOT NULL,
    kind text NOT NULL,
    id text NOT NULL,
    version integer DEFAULT 0 NOT NULL,
    before sha256,
    after sha256,
    reason text DEFAULT ''::text NOT NULL,
    CONSTRAINT audit_event_pkey PRIMARY KEY (workspace_id, seq),
    CONSTRAINT audit_event_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(workspace_id),
    CONSTRAINT audit_event_action_check CHECK ((action = ANY (ARRAY['create'::text, 'change'::text, 'archive'::text, 'revive'::text, 'restore'::text, 'copy'::text, 'import'::text, 'freeze'::text, 'open'::text, 'close'::text, 'send'::text, 'queue'::text, 'begin'::text, 'cancel'::text, 'fail'::text, 'erase'::text]))),
    CONSTRAINT audit_event_id_check CHECK (((id <> ''::text) AND (octet_length(id) <= 200))),
    CONSTRAINT audit_event_kind_check CHECK ((kind = ANY (ARRAY['workspace'::text, 'framework'::text, 'freeze'::text, 'setting'::text, 'evidence'::text, 'attachment'::text, 'offer'::text, 'answer'::text, 'weighting'::text, 'comparison'::text, 'upload'::text, 'session'::text]))),
    CONSTRAINT audit_event_person_check CHECK ((octet_length(person) <= 200)),
    CONSTRAINT audit_event_reason_check CHECK ((octet_length(reason) <= 2000)),
    CONSTRAINT audit_event_seq_check CHECK ((seq >= 1))
);
CREATE TABLE audit_head (
    workspace_id uuid NOT NULL,
    seq bigint NOT NULL,
    CONSTRAINT audit_head_pkey PRIMARY KEY (workspace_id),
    CONSTRAINT audit_head_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(workspace_id),
    CONSTRAINT audit_head_seq_check CHECK ((seq >= 0))
);
CREATE TABLE case_fact (
    workspace_id uuid NOT NULL,
    case_id slug NOT NULL,
    version integer NOT NULL,
    ordinal smallint NOT NULL,
    date partial_date NOT NULL,
    topic text NOT NULL,
    statement text NOT NULL,
    second_look text NOT NULL,
    offers text[] NOT NULL,
    evidence text[] NOT NULL,
    seeds text[] NOT NULL,
    CONSTRAINT case_fact_pkey PRIMARY KEY (workspace_id, case_id, version, ordinal),
    CONSTRAINT case_fact_workspace_id_case_id_version_fkey FOREIGN KEY (workspace_id, case_id, version) REFERENCES case_study_version(workspace_id, id, version),
    CONSTRAINT case_fact_evidence_check CHECK ((cardinality(evidence) > 0)),
    CONSTRAINT case_fact_ordinal_check CHECK ((ordinal >= 0)),
    CONSTRAINT case_fact_second_look_check CHECK ((second_look = ANY (ARRAY[''::text, 'confirmed'::text, 'contradicted'::text, 'superseded'::text, 'partly'::text, 'single'::text, 'unknown'::text]))),
    CONSTRAINT case_fact_statement_check CHECK ((statement <> ''::text)),
    CONSTRAINT case_fact_topic_check CHECK ((topic <> ''::text))
);
CREATE TABLE case_fact_evidence (
    workspace_id uuid NOT NULL,
    case_id slug NOT NULL,
    version integer NOT NULL,
    ordinal smallint NOT NULL,
    evidence_id slug NOT NULL,
    CONSTRAINT case_fact_evidence_pkey PRIMARY KEY (workspace_id, case_id, version, ordinal, evidence_id),
    CONSTRAINT case_fact_evidence_workspace_id_case_id_version_ordinal_fkey FOREIGN KEY (workspace_id, case_id, version, ordinal) REFERENCES case_fact(workspace_id, case_id, version, ordinal),
    CONSTRAINT case_fact_evidence_workspace_id_evidence_id_fkey FOREIGN KEY (workspace_id, evidence_id) REFERENCES evidence(workspace_id, id)
);
CREATE TABLE case_fact_offer (
    workspace_id uuid NOT NULL,
    case_id slug NOT NULL,
    version integer NOT NULL,
    ordinal smallint NOT NULL,
    offer_id slug NOT NULL,
    CONSTRAINT case_fact_offer_pkey PRIMARY KEY (workspace_id, case_id, version, ordinal, offer_id),
    CONSTRAINT case_fact_offer_workspace_id_case_id_version_ordinal_fkey FOREIGN KEY (workspace_id, case_id, version, ordinal) REFERENCES case_fact(workspace_id, case_id, version, ordinal),
    CONSTRAINT case_fact_offer_workspace_id_offer_id_fkey FOREIGN KEY (workspace_id, offer_id) REFERENCES offer(workspace_id, id)
);
CREATE TABLE case_offer (
    workspace_id uuid NOT NULL,
    case_id slug NOT NULL,
    version integer NOT NULL,
    ordinal smallint NOT NULL,
    offer_id slug NOT NULL,
    CONSTRAINT case_offer_pkey PRIMARY KEY (workspace_id, case_id, version, ordinal),
    CONSTRAINT case_offer_workspace_id_case_id_version_offer_id_key UNIQUE (workspace_id, case_id, version, offer_id),
    CONSTRAINT case_offer_workspace_id_case_id_version_fkey FOREIGN KEY (workspace_id, case_id, version) REFERENCES case_study_version(workspace_id, id, version),
    CONSTRAINT case_offer_workspace_id_offer_id_fkey FOREIGN KEY (workspace_id, offer_id) REFERENCES offer(workspace_id, id),
    CONSTRAINT case_offer_ordinal_check CHECK ((ordinal >= 0))
);
CREATE TABLE case_study (
    workspace_id uuid NOT NULL,
    id slug NOT NULL,
    version integer NOT NULL,
    retired_at timestamp with time zone,
    CONSTRAINT case_study_pkey PRIMARY KEY (workspace_id, id),
    CONSTRAINT case_study_current FOREIGN KEY (workspace_id, id, version) REFERENCES case_study_version(workspace_id, id, version) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT case_study_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(workspace_id)
);
CREATE TABLE case_study_version (
    workspace_id uuid NOT NULL,
    id slug NOT NULL,
    version integer NOT NULL,
    sha256 sha256 NOT NULL,
    stored_at timestamp with time zone DEFAULT now() NOT NULL,
    country text NOT NULL,
    name text NOT NULL,
    in_full boolean NOT NULL,
    as_of partial_date NOT NULL,
    summary text NOT NULL,
    lead slug,
    CONSTRAINT case_study_version_pkey PRIMARY KEY (workspace_id, id, version),
    CONSTRAINT case_study_version_workspace_id_id_fkey FOREIGN KEY (workspace_id, id) REFERENCES case_study(workspace_id, id),
    CONSTRAINT case_study_version_workspace_id_lead_fkey FOREIGN KEY (workspace_id, lead) REFERENCES offer(workspace_id, id),
    CONSTRAINT case_study_version_as_of_check CHECK (((as_of)::text <> ''::text)),
    CONSTRAINT case_study_version_check CHECK (((country = ''::text) OR ((country = upper((id)::text)) AND (country ~ '^[A-Z]{3}$'::text)))),
    CONSTRAINT case_study_version_name_check CHECK ((name <> ''::text)),
    CONSTRAINT case_study_version_summary_check CHECK ((summary <> ''::text)),
    CONSTRAINT case_study_version_version_check CHECK ((version >= 1))
);
CREATE TABLE comparison (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT comparison_pkey PRIMARY KEY (workspace_id, id),
    CONSTRAINT comparison_workspace_id_name_key UNIQUE (workspace_id, name),
    CONSTRAINT comparison_current FOREIGN KEY (workspace_id, id, version) REFERENCES comparison_version(workspace_id, id, version) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT comparison_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(workspace_id),
    CONSTRAINT comparison_name_check CHECK (((name <> ''::text) AND (octet_length(name) <= 200)))
);
CREATE TABLE comparison_offer (
    workspace_id uuid NOT NULL,
    comparison_id uuid NOT NULL,
    version integer NOT NULL,
    ordinal smallint NOT NULL,
    own_offer_id slug,
    library_id uuid GENERATED ALWAYS AS (assay_library()) STORED NOT NULL,
    library_offer_id slug,
    CONSTRAINT comparison_offer_pkey PRIMARY KEY (workspace_id, comparison_id, version, ordinal),
    CONSTRAINT comparison_offer_workspace_id_comparison_id_version_library_key UNIQUE (workspace_id, comparison_id, version, library_offer_id),
    CONSTRAINT comparison_offer_workspace_id_comparison_id_version_own_off_key UNIQUE (workspace_id, comparison_id, version, own_offer_id),
    CONSTRAINT comparison_offer_library_id_library_offer_id_fkey FOREIGN KEY (library_id, library_offer_id) REFERENCES offer(workspace_id, id),
    CONSTRAINT comparison_offer_workspace_id_comparison_id_version_fkey FOREIGN KEY (workspace_id, comparison_id, version) REFERENCES comparison_version(workspace_id, id, version),
    CONSTRAINT comparison_offer_workspace_id_own_offer_id_fkey FOREIGN KEY (workspace_id, own_offer_id) REFERENCES offer(workspace_id, id),
    CONSTRAINT comparison_offer_ordinal_check CHECK (((ordinal >= 0) AND (ordinal <= 999))),
    CONSTRAINT own_or_library CHECK ((num_nonnulls(own_offer_id, library_offer_id) = 1))
);
CREATE TABLE comparison_version (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    version integer NOT NULL,
    stored_at timestamp with time zone DEFAULT now() NOT NULL,
    title text NOT NULL,
    framework_id framework_id NOT NULL,
    framework_version framework_version NOT NULL,
    tier text NOT NULL,
    as_of partial_date NOT NULL,
    weighting_id uuid,
    stored_by text DEFAULT ''::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    framework_workspace_id uuid GENERATED ALWAYS AS (assay_keeper(workspace_id, (framework_id)::text)) STORED NOT NULL,
    CONSTRAINT comparison_version_pkey PRIMARY KEY (workspace_id, id, version),
    CONSTRAINT comparison_version_framework_fkey FOREIGN KEY (framework_workspace_id, framework_id, framework_version) REFERENCES framework(workspace_id, id, version),
    CONSTRAINT comparison_version_weighting_fkey FOREIGN KEY (workspace_id, weighting_id) REFERENCES weighting(workspace_id, id),
    CONSTRAINT comparison_version_workspace_id_id_fkey FOREIGN KEY (workspace_id, id) REFERENCES comparison(workspace_id, id),
    CONSTRAINT comparison_version_as_of_check CHECK ((length((as_of)::text) = 10)),
    CONSTRAINT comparison_version_reason_check CHECK ((octet_length(reason) <= 2000)),
    CONSTRAINT comparison_version_stored_by_check CHECK ((octet_length(stored_by) <= 200)),
    CONSTRAINT comparison_version_title_check CHECK (((title <> ''::text) AND (octet_length(title) <= 200))),
    CONSTRAINT comparison_version_version_check CHECK ((version >= 1))
);
CREATE TABLE desk_link (
    token_sha256 sha256 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT desk_link_pkey PRIMARY KEY (token_sha256)
);
CREATE TABLE evidence (
    workspace_id uuid NOT NULL,
    id slug NOT NULL,
    version integer NOT NULL,
    retired_at timestamp with time zone,
    CONSTRAINT evidence_pkey PRIMARY KEY (workspace_id, id),
    CONSTRAINT evidence_current FOREIGN KEY (workspace_id, id, version) REFERENCES evidence_version(workspace_id, id, version) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT evidence_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(workspace_id),
    CONSTRAINT own_ids_say_so CHECK ((((id)::text ~ '^own-'::text) = (workspace_id <> assay_library())))
);
CREATE TABLE evidence_contradiction (
    workspace_id uuid NOT NULL,
    evidence_id slug NOT NULL,
    version integer NOT NULL,
    contradicts slug NOT NULL,
    contradicts_workspace_id uuid GENERATED ALWAYS AS (assay_keeper(workspace_id, (contradicts)::text)) STORED NOT NULL,
    CONSTRAINT evidence_contradiction_pkey PRIMARY KEY (workspace_id, evidence_id, version, contradicts),
    CONSTRAINT evidence_contradiction_contradicts_fkey FOREIGN KEY (contradicts_workspace_id, contradicts) REFERENCES evidence(workspace_id, id),
    CONSTRAINT evidence_contradiction_workspace_id_evidence_id_version_fkey FOREIGN KEY (workspace_id, evidence_id, version) REFERENCES evidence_version(workspace_id, id, version)
);
CREATE TABLE evidence_version (
    workspace_id uuid NOT NULL,
    id slug NOT NULL,
    version integer NOT NULL,
    sha256 sha256 NOT NULL,
    stored_at timestamp with time zone DEFAULT now() NOT NULL,
    account text NOT NULL,
    passage text NOT NULL,
    locator text NOT NULL,
    source_type text NOT NULL,
    title text NOT NULL,
    publisher text NOT NULL,
    author text NOT NULL,
    url text NOT NULL,
    seen_where text NOT NULL,
    issued partial_date NOT NULL,
    grade text NOT NULL,
    origin text NOT NULL,
    reread boolean NOT NULL,
    contradicts text[] NOT NULL,
    stored_by text DEFAULT ''::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    container text DEFAULT ''::text NOT NULL,
    doi text DEFAULT ''::text NOT NULL,
    accessed partial_date DEFAULT ''::text NOT NULL,
    rung rung DEFAULT 'unverified'::text NOT NULL,
    archive text DEFAULT ''::text NOT NULL,
    CONSTRAINT evidence_version_pkey PRIMARY KEY (workspace_id, id, version),
    CONSTRAINT evidence_version_workspace_id_id_fkey FOREIGN KEY (workspace_id, id) REFERENCES evidence(workspace_id, id),
    CONSTRAINT evidence_version_account_check CHECK ((account <> ''::text)),
    CONSTRAINT evidence_version_archive_check CHECK ((archive ~ '^([0-9a-f]{64})?$'::text)),
    CONSTRAINT evidence_version_doi_check CHECK ((doi ~ '^(10\..+)?$'::text)),
    CONSTRAINT evidence_version_grade_check CHECK ((grade = ANY (ARRAY['A'::text, 'B'::text, 'C'::text, 'S'::text]))),
    CONSTRAINT evidence_version_publisher_check CHECK ((publisher <> ''::text)),
    CONSTRAINT evidence_version_reason_check CHECK ((octet_length(reason) <= 2000)),
    CONSTRAINT evidence_version_stored_by_check CHECK ((octet_length(stored_by) <= 200)),
    CONSTRAINT evidence_version_url_check CHECK ((url ~ '^(https?://[^/]+.*)?$'::text)),
    CONSTRAINT evidence_version_version_check CHECK ((version >= 1)),
    CONSTRAINT passage_of_at_most_50_words CHECK (((passage = ''::text) OR (cardinality(regexp_split_to_array(btrim(passage, ' '::text), '\s+'::text)) <= 50))),
    CONSTRAINT somewhere_to_be_found CHECK (((url <> ''::text) OR (seen_where <> ''::text)))
);
CREATE TABLE framework (
    workspace_id uuid NOT NULL,
    id framework_id NOT NULL,
    version framework_version NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    sha256 sha256 NOT NULL,
    body jsonb NOT NULL,
    stored_at timestamp with time zone DEFAULT now() NOT NULL,
    source text DEFAULT ''::text NOT NULL,
    stored_by text DEFAULT ''::text NOT NULL,
    CONSTRAINT framework_pkey PRIMARY KEY (workspace_id, id, version),
    CONSTRAINT framework_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(workspace_id),
    CONSTRAINT framework_body_check CHECK ((jsonb_typeof(body) = 'object'::text)),
    CONSTRAINT framework_kind_check CHECK ((kind = ANY (ARRAY['levels'::text, 'rungs'::text, 'components'::text]))),
    CONSTRAINT framework_source_check CHECK ((octet_length(source) <= 1048576)),
    CONSTRAINT framework_stored_by_check CHECK ((octet_length(stored_by) <= 200)),
    CONSTRAINT framework_title_check CHECK ((title <> ''::text)),
    CONSTRAINT own_ids_say_so CHECK ((((id)::text ~ '^own-'::text) = (workspace_id <> assay_library())))
);
CREATE TABLE frozen_framework (
    workspace_id uuid NOT NULL,
    framework_id framework_id NOT NULL,
    framework_version framework_version NOT NULL,
    frozen_at timestamp with time zone DEFAULT now() NOT NULL,
    frozen_by text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    framework_workspace_id uuid GENERATED ALWAYS AS (assay_keeper(workspace_id, (framework_id)::text)) STORED NOT NULL,
    CONSTRAINT frozen_framework_pkey PRIMARY KEY (workspace_id, framework_id, framework_version),
    CONSTRAINT frozen_framework_framework_workspace_id_framework_id_frame_fkey FOREIGN KEY (framework_workspace_id, framework_id, framework_version) REFERENCES framework(workspace_id, id, version),
    CONSTRAINT frozen_framework_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(workspace_id),
    CONSTRAINT frozen_framework_frozen_by_check CHECK ((octet_length(frozen_by) <= 200)),
    CONSTRAINT frozen_framework_reason_check CHECK ((octet_length(reason) <= 2000))
);
CREATE TABLE offer (
    workspace_id uuid NOT NULL,
    id slug NOT NULL,
    version integer NOT NULL,
    retired_at timestamp with time zone,
    CONSTRAINT offer_pkey PRIMARY KEY (workspace_id, id),
    CONSTRAINT offer_current FOREIGN KEY (workspace_id, id, version) REFERENCES offer_version(workspace_id, id, version) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT offer_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(workspace_id),
    CONSTRAINT own_ids_say_so CHECK ((((id)::text ~ '^own-'::text) = (workspace_id <> assay_library())))
);
CREATE TABLE offer_evidence (
    workspace_id uuid NOT NULL,
    offer_id slug NOT NULL,
    version integer NOT NULL,
    kind text NOT NULL,
    ordinal smallint NOT NULL,
    evidence_id slug NOT NULL,
    evidence_workspace_id uuid GENERATED ALWAYS AS (assay_keeper(workspace_id, (evidence_id)::text)) STORED NOT NULL,
    CONSTRAINT offer_evidence_pkey PRIMARY KEY (workspace_id, offer_id, version, kind, ordinal, evidence_id),
    CONSTRAINT offer_evidence_evidence_fkey FOREIGN KEY (evidence_workspace_id, evidence_id) REFERENCES evidence(workspace_id, id),
    CONSTRAINT offer_evidence_workspace_id_offer_id_version_fkey FOREIGN KEY (workspace_id, offer_id, version) REFERENCES offer_version(workspace_id, id, version),
    CONSTRAINT offer_evidence_kind_check CHECK ((kind = ANY (ARRAY['history'::text, 'site'::text, 'chip'::text, 'model'::text, 'fund'::text, 'safeguard'::text, 'term'::text, 'exit'::text, 'link'::text]))),
    CONSTRAINT offer_evidence_ordinal_check CHECK ((ordinal >= 0))
);
CREATE TABLE offer_part (
    workspace_id uuid NOT NULL,
    offer_id slug NOT NULL,
    version integer NOT NULL,
    kind text NOT NULL,
    ordinal smallint NOT NULL,
    body jsonb NOT NULL,
    CONSTRAINT offer_part_pkey PRIMARY KEY (workspace_id, offer_id, version, kind, ordinal),
    CONSTRAINT offer_part_workspace_id_offer_id_version_fkey FOREIGN KEY (workspace_id, offer_id, version) REFERENCES offer_version(workspace_id, id, version),
    CONSTRAINT offer_part_body_check CHECK ((jsonb_typeof(body) = 'object'::text)),
    CONSTRAINT offer_part_kind_check CHECK ((kind = ANY (ARRAY['site'::text, 'chip'::text, 'model'::text, 'fund'::text, 'safeguard'::text, 'term'::text, 'exit'::text, 'link'::text]))),
    CONSTRAINT offer_part_ordinal_check CHECK ((ordinal >= 0))
);
CREATE TABLE offer_version (
    workspace_id uuid NOT NULL,
    id slug NOT NULL,
    version integer NOT NULL,
    sha256 sha256 NOT NULL,
    stored_at timestamp with time zone DEFAULT now() NOT NULL,
    title text NOT NULL,
    summary text NOT NULL,
    scope text NOT NULL,
    country text NOT NULL,
    provider text NOT NULL,
    provider_country text NOT NULL,
    status text NOT NULL,
    stage stage NOT NULL,
    history jsonb NOT NULL,
    seeds text[] NOT NULL,
    stored_by text DEFAULT ''::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    CONSTRAINT offer_version_pkey PRIMARY KEY (workspace_id, id, version),
    CONSTRAINT offer_version_workspace_id_id_fkey FOREIGN KEY (workspace_id, id) REFERENCES offer(workspace_id, id),
    CONSTRAINT country_goes_with_scope CHECK ( CASE scope WHEN 'country'::text THEN (country ~ '^[A-Z]{3}$'::text) ELSE (country = ''::text) END),
    CONSTRAINT offer_version_history_check CHECK ((jsonb_typeof(history) = 'array'::text)),
    CONSTRAINT offer_version_provider_check CHECK ((provider <> ''::text)),
    CONSTRAINT offer_version_provider_country_check CHECK ((provider_country ~ '^([A-Z]{2})?$'::text)),
    CONSTRAINT offer_version_reason_check CHECK ((octet_length(reason) <= 2000)),
    CONSTRAINT offer_version_scope_check CHECK ((scope = ANY (ARRAY['country'::text, 'programme'::text, 'path'::text]))),
    CONSTRAINT offer_version_status_check CHECK ((status = ANY (ARRAY['active'::text, 'paused'::text, 'withdrawn'::text]))),
    CONSTRAINT offer_version_stored_by_check CHECK ((octet_length(stored_by) <= 200)),
    CONSTRAINT offer_version_summary_check CHECK ((octet_length(summary) <= 1000)),
    CONSTRAINT offer_version_title_check CHECK (((title <> ''::text) AND (octet_length(title) <= 200))),
    CONSTRAINT offer_version_version_check CHECK ((version >= 1))
);
CREATE TABLE river_job (
    id bigint DEFAULT nextval('river_job_id_seq'::regclass) NOT NULL,
    state river_job_state DEFAULT 'available'::river_job_state NOT NULL,
    attempt smallint DEFAULT 0 NOT NULL,
    max_attempts smallint DEFAULT 25 NOT NULL,
    attempted_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    finalized_at timestamp with time zone,
    scheduled_at timestamp with time zone DEFAULT now() NOT NULL,
    priority smallint DEFAULT 1 NOT NULL,
    args jsonb NOT NULL,
    attempted_by text[],
    errors jsonb[],
    kind text NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    queue text DEFAULT 'default'::text NOT NULL,
    tags character varying(255)[] DEFAULT '{}'::character varying[] NOT NULL,
    unique_key bytea,
    unique_states bit(8),
    CONSTRAINT river_job_pkey PRIMARY KEY (id),
    CONSTRAINT finalized_or_finalized_at_null CHECK ((((finalized_at IS NULL) AND (state <> ALL (ARRAY['cancelled'::river_job_state, 'completed'::river_job_state, 'discarded'::river_job_state]))) OR ((finalized_at IS NOT NULL) AND (state = ANY (ARRAY['cancelled'::river_job_state, 'completed'::river_job_state, 'discarded'::river_job_state]))))),
    CONSTRAINT kind_length CHECK (((char_length(kind) > 0) AND (char_length(kind) < 128))),
    CONSTRAINT max_attempts_is_positive CHECK ((max_attempts > 0)),
    CONSTRAINT priority_in_range CHECK (((priority >= 1) AND (priority <= 4))),
    CONSTRAINT queue_length CHECK (((char_length(queue) > 0) AND (char_length(queue) < 128)))
);
CREATE TABLE river_leader (
    elected_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    leader_id text NOT NULL,
    name text DEFAULT 'default'::text NOT NULL,
    CONSTRAINT river_leader_pkey PRIMARY KEY (name),
    CONSTRAINT leader_id_length CHECK (((char_length(leader_id) > 0) AND (char_length(leader_id) < 128))),
    CONSTRAINT name_length CHECK ((name = 'default'::text))
);
CREATE TABLE river_notification (
    id bigint DEFAULT nextval('river_notification_id_seq'::regclass) NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    payload text NOT NULL,
    topic text NOT NULL,
    CONSTRAINT river_notification_pkey PRIMARY KEY (id),
    CONSTRAINT topic_length CHECK (((length(topic) > 0) AND (length(topic) < 128)))
);
CREATE TABLE river_queue (
    name text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    paused_at timestamp with time zone,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT river_queue_pkey PRIMARY KEY (name)
);
CREATE TABLE schema_applied (
    only_row boolean DEFAULT true NOT NULL,
    version integer NOT NULL,
    CONSTRAINT schema_applied_pkey PRIMARY KEY (only_row),
    CONSTRAINT schema_applied_only_row_check CHECK (only_row)
);
CREATE TABLE session (
    token_sha256 sha256 NOT NULL,
    data bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT session_pkey PRIMARY KEY (token_sha256)
);
CREATE TABLE setting (
    workspace_id uuid NOT NULL,
    freeze_first boolean DEFAULT false NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_by text NOT NULL,
    CONSTRAINT setting_pkey PRIMARY KEY (workspace_id),
    CONSTRAINT setting_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(workspace_id),
    CONSTRAINT setting_changed_by_check CHECK ((octet_length(changed_by) <= 200))
);
CREATE TABLE upload (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    options jsonb DEFAULT '{}'::jsonb NOT NULL,
    body bytea NOT NULL,
    stored_by text NOT NULL,
    stored_at timestamp with time zone DEFAULT now() NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    done integer DEFAULT 0 NOT NULL,
    total integer DEFAULT 0 NOT NULL,
    report jsonb DEFAULT '{}'::jsonb NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT upload_pkey PRIMARY KEY (workspace_id, id),
    CONSTRAINT upload_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(workspace_id),
    CONSTRAINT upload_body_check CHECK ((octet_length(body) <= 67108864)),
    CONSTRAINT upload_done_check CHECK ((done >= 0)),
    CONSTRAINT upload_kind_check CHECK (((kind <> ''::text) AND (octet_length(kind) <= 40))),
    CONSTRAINT upload_name_check CHECK ((octet_length(name) <= 200)),
    CONSTRAINT upload_options_check CHECK (((jsonb_typeof(options) = 'object'::text) AND (octet_length((options)::text) <= 65536))),
    CONSTRAINT upload_report_check CHECK (((jsonb_typeof(report) = 'object'::text) AND (octet_length((report)::text) <= 1048576))),
    CONSTRAINT upload_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'queued'::text, 'running'::text, 'done'::text, 'failed'::text, 'cancelled'::text]))),
    CONSTRAINT upload_stored_by_check CHECK ((octet_length(stored_by) <= 200)),
    CONSTRAINT upload_total_check CHECK ((total >= 0))
);
CREATE TABLE weighting (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    framework_id framework_id NOT NULL,
    framework_version framework_version NOT NULL,
    person text NOT NULL,
    reason text NOT NULL,
    ranges_shown boolean NOT NULL,
    dimensions jsonb NOT NULL,
    criteria jsonb NOT NULL,
    beside_as_of partial_date NOT NULL,
    beside_offers text[] NOT NULL,
    stored_at timestamp with time zone DEFAULT now() NOT NULL,
    framework_workspace_id uuid GENERATED ALWAYS AS (assay_keeper(workspace_id, (framework_id)::text)) STORED NOT NULL,
    CONSTRAINT weighting_pkey PRIMARY KEY (workspace_id, id),
    CONSTRAINT weighting_framework_fkey FOREIGN KEY (framework_workspace_id, framework_id, framework_version) REFERENCES framework(workspace_id, id, version),
    CONSTRAINT weighting_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(workspace_id),
    CONSTRAINT weighting_beside_as_of_check CHECK ((length((beside_as_of)::text) = ANY (ARRAY[0, 10]))),
    CONSTRAINT weighting_beside_check CHECK ((((beside_as_of)::text = ''::text) = (beside_offers = '{}'::text[]))),
    CONSTRAINT weighting_beside_offers_check CHECK (((cardinality(beside_offers) <= 1000) AND (octet_length((beside_offers)::text) <= 131072))),
    CONSTRAINT weighting_criteria_check CHECK (assay_points(criteria)),
    CONSTRAINT weighting_dimensions_check CHECK (assay_points(dimensions)),
    CONSTRAINT weighting_person_check CHECK (((person <> ''::text) AND (octet_length(person) <= 200))),
    CONSTRAINT weighting_reason_check CHECK (((reason <> ''::text) AND (octet_length(reason) <= 2000)))
);
CREATE TABLE workspace (
    workspace_id uuid NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    content_sha256 sha256,
    CONSTRAINT workspace_pkey PRIMARY KEY (workspace_id),
    CONSTRAINT workspace_name_check CHECK (((name <> ''::text) AND (octet_length(name) <= 200)))
);

CREATE INDEX answer_evidence_workspace_id_evidence_id_idx ON answer_evidence USING btree (workspace_id, evidence_id);
CREATE INDEX audit_event_workspace_id_kind_id_seq_idx ON audit_event USING btree (workspace_id, kind, id, seq);
CREATE INDEX audit_mark_idx ON audit_event USING btree (workspace_id, kind, id, seq) WHERE (action = ANY (ARRAY['archive'::text, 'revive'::text]));
CREATE INDEX case_fact_evidence_workspace_id_evidence_id_idx ON case_fact_evidence USING btree (workspace_id, evidence_id);
CREATE INDEX evidence_contradiction_workspace_id_contradicts_idx ON evidence_contradiction USING btree (workspace_id, contradicts);
CREATE INDEX offer_current_idx ON offer USING btree (workspace_id, id) WHERE (retired_at IS NULL);
CREATE INDEX offer_evidence_workspace_id_evidence_id_idx ON offer_evidence USING btree (workspace_id, evidence_id);
CREATE INDEX river_job_args_index ON river_job USING gin (args);
CREATE INDEX river_job_kind ON river_job USING btree (kind);
CREATE INDEX river_job_metadata_index ON river_job USING gin (metadata);
CREATE INDEX river_job_prioritized_fetching_index ON river_job USING btree (state, queue, priority, scheduled_at, id);
CREATE INDEX river_job_state_and_finalized_at_index ON river_job USING btree (state, finalized_at) WHERE (finalized_at IS NOT NULL);
CREATE INDEX river_notification_created_at_idx ON river_notification USING btree (created_at);
CREATE INDEX river_notification_topic_id_idx ON river_notification USING btree (topic, id);
CREATE INDEX session_expires_at_idx ON session USING btree (expires_at);
CREATE INDEX upload_workspace_id_stored_at_idx ON upload USING btree (workspace_id, stored_at);
CREATE INDEX weighting_workspace_id_stored_at_idx ON weighting USING btree (workspace_id, stored_at);
CREATE UNIQUE INDEX river_job_unique_idx ON river_job USING btree (unique_key) WHERE ((unique_key IS NOT NULL) AND (unique_states IS NOT NULL) AND river_job_state_in_bitmask(unique_states, state));

ALTER TABLE answer ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE answer_evidence ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE answer_version ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE attachment ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_head ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE case_fact ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE case_fact_evidence ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE case_fact_offer ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE case_offer ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE case_study ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE case_study_version ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE comparison ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE comparison_offer ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE comparison_version ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE evidence ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE evidence_contradiction ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE evidence_version ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE framework ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE frozen_framework ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE offer ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE offer_evidence ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE offer_part ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE offer_version ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE setting ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE upload ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE weighting ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE workspace ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY deletable ON answer AS PERMISSIVE FOR DELETE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY insertable ON answer AS PERMISSIVE FOR INSERT
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY readable ON answer AS PERMISSIVE FOR SELECT
    USING (workspace_id = ANY (ARRAY[assay_library(), assay_workspace()]));
CREATE POLICY updatable ON answer AS PERMISSIVE FOR UPDATE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)))
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY deletable ON answer_evidence AS PERMISSIVE FOR DELETE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY insertable ON answer_evidence AS PERMISSIVE FOR INSERT
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY readable ON answer_evidence AS PERMISSIVE FOR SELECT
    USING (workspace_id = ANY (ARRAY[assay_library(), assay_workspace()]));
CREATE POLICY updatable ON answer_evidence AS PERMISSIVE FOR UPDATE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)))
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY deletable ON answer_version AS PERMISSIVE FOR DELETE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY insertable ON answer_version AS PERMISSIVE FOR INSERT
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY readable ON answer_version AS PERMISSIVE FOR SELECT
    USING (workspace_id = ANY (ARRAY[assay_library(), assay_workspace()]));
CREATE POLICY updatable ON answer_version AS PERMISSIVE FOR UPDATE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)))
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY deletable ON attachment AS PERMISSIVE FOR DELETE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY insertable ON attachment AS PERMISSIVE FOR INSERT
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY readable ON attachment AS PERMISSIVE FOR SELECT
    USING (workspace_id = ANY (ARRAY[assay_library(), assay_workspace()]));
CREATE POLICY updatable ON attachment AS PERMISSIVE FOR UPDATE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)))
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY deletable ON audit_event AS PERMISSIVE FOR DELETE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY insertable ON audit_event AS PERMISSIVE FOR INSERT
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY readable ON audit_event AS PERMISSIVE FOR SELECT
    USING (workspace_id = ANY (ARRAY[assay_library(), assay_workspace()]));
CREATE POLICY updatable ON audit_event AS PERMISSIVE FOR UPDATE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)))
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY deletable ON audit_head AS PERMISSIVE FOR DELETE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY insertable ON audit_head AS PERMISSIVE FOR INSERT
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY readable ON audit_head AS PERMISSIVE FOR SELECT
    USING (workspace_id = ANY (ARRAY[assay_library(), assay_workspace()]));
CREATE POLICY updatable ON audit_head AS PERMISSIVE FOR UPDATE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)))
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY deletable ON case_fact AS PERMISSIVE FOR DELETE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY insertable ON case_fact AS PERMISSIVE FOR INSERT
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY readable ON case_fact AS PERMISSIVE FOR SELECT
    USING (workspace_id = ANY (ARRAY[assay_library(), assay_workspace()]));
CREATE POLICY updatable ON case_fact AS PERMISSIVE FOR UPDATE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)))
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY deletable ON case_fact_evidence AS PERMISSIVE FOR DELETE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY insertable ON case_fact_evidence AS PERMISSIVE FOR INSERT
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY readable ON case_fact_evidence AS PERMISSIVE FOR SELECT
    USING (workspace_id = ANY (ARRAY[assay_library(), assay_workspace()]));
CREATE POLICY updatable ON case_fact_evidence AS PERMISSIVE FOR UPDATE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)))
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY deletable ON case_fact_offer AS PERMISSIVE FOR DELETE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY insertable ON case_fact_offer AS PERMISSIVE FOR INSERT
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY readable ON case_fact_offer AS PERMISSIVE FOR SELECT
    USING (workspace_id = ANY (ARRAY[assay_library(), assay_workspace()]));
CREATE POLICY updatable ON case_fact_offer AS PERMISSIVE FOR UPDATE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)))
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY deletable ON case_offer AS PERMISSIVE FOR DELETE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY insertable ON case_offer AS PERMISSIVE FOR INSERT
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY readable ON case_offer AS PERMISSIVE FOR SELECT
    USING (workspace_id = ANY (ARRAY[assay_library(), assay_workspace()]));
CREATE POLICY updatable ON case_offer AS PERMISSIVE FOR UPDATE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)))
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY deletable ON case_study AS PERMISSIVE FOR DELETE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY insertable ON case_study AS PERMISSIVE FOR INSERT
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY readable ON case_study AS PERMISSIVE FOR SELECT
    USING (workspace_id = ANY (ARRAY[assay_library(), assay_workspace()]));
CREATE POLICY updatable ON case_study AS PERMISSIVE FOR UPDATE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)))
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY deletable ON case_study_version AS PERMISSIVE FOR DELETE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY insertable ON case_study_version AS PERMISSIVE FOR INSERT
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY readable ON case_study_version AS PERMISSIVE FOR SELECT
    USING (workspace_id = ANY (ARRAY[assay_library(), assay_workspace()]));
CREATE POLICY updatable ON case_study_version AS PERMISSIVE FOR UPDATE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)))
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY deletable ON comparison AS PERMISSIVE FOR DELETE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY insertable ON comparison AS PERMISSIVE FOR INSERT
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY readable ON comparison AS PERMISSIVE FOR SELECT
    USING (workspace_id = ANY (ARRAY[assay_library(), assay_workspace()]));
CREATE POLICY updatable ON comparison AS PERMISSIVE FOR UPDATE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)))
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY deletable ON comparison_offer AS PERMISSIVE FOR DELETE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY insertable ON comparison_offer AS PERMISSIVE FOR INSERT
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY readable ON comparison_offer AS PERMISSIVE FOR SELECT
    USING (workspace_id = ANY (ARRAY[assay_library(), assay_workspace()]));
CREATE POLICY updatable ON comparison_offer AS PERMISSIVE FOR UPDATE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)))
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY deletable ON comparison_version AS PERMISSIVE FOR DELETE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY insertable ON comparison_version AS PERMISSIVE FOR INSERT
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY readable ON comparison_version AS PERMISSIVE FOR SELECT
    USING (workspace_id = ANY (ARRAY[assay_library(), assay_workspace()]));
CREATE POLICY updatable ON comparison_version AS PERMISSIVE FOR UPDATE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)))
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY deletable ON evidence AS PERMISSIVE FOR DELETE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY insertable ON evidence AS PERMISSIVE FOR INSERT
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY readable ON evidence AS PERMISSIVE FOR SELECT
    USING (workspace_id = ANY (ARRAY[assay_library(), assay_workspace()]));
CREATE POLICY updatable ON evidence AS PERMISSIVE FOR UPDATE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)))
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY deletable ON evidence_contradiction AS PERMISSIVE FOR DELETE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY insertable ON evidence_contradiction AS PERMISSIVE FOR INSERT
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY readable ON evidence_contradiction AS PERMISSIVE FOR SELECT
    USING (workspace_id = ANY (ARRAY[assay_library(), assay_workspace()]));
CREATE POLICY updatable ON evidence_contradiction AS PERMISSIVE FOR UPDATE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)))
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY deletable ON evidence_version AS PERMISSIVE FOR DELETE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY insertable ON evidence_version AS PERMISSIVE FOR INSERT
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY readable ON evidence_version AS PERMISSIVE FOR SELECT
    USING (workspace_id = ANY (ARRAY[assay_library(), assay_workspace()]));
CREATE POLICY updatable ON evidence_version AS PERMISSIVE FOR UPDATE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)))
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY deletable ON framework AS PERMISSIVE FOR DELETE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY insertable ON framework AS PERMISSIVE FOR INSERT
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY readable ON framework AS PERMISSIVE FOR SELECT
    USING (workspace_id = ANY (ARRAY[assay_library(), assay_workspace()]));
CREATE POLICY updatable ON framework AS PERMISSIVE FOR UPDATE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)))
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY deletable ON frozen_framework AS PERMISSIVE FOR DELETE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY insertable ON frozen_framework AS PERMISSIVE FOR INSERT
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY readable ON frozen_framework AS PERMISSIVE FOR SELECT
    USING (workspace_id = ANY (ARRAY[assay_library(), assay_workspace()]));
CREATE POLICY updatable ON frozen_framework AS PERMISSIVE FOR UPDATE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)))
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY deletable ON offer AS PERMISSIVE FOR DELETE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY insertable ON offer AS PERMISSIVE FOR INSERT
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY readable ON offer AS PERMISSIVE FOR SELECT
    USING (workspace_id = ANY (ARRAY[assay_library(), assay_workspace()]));
CREATE POLICY updatable ON offer AS PERMISSIVE FOR UPDATE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)))
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY deletable ON offer_evidence AS PERMISSIVE FOR DELETE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY insertable ON offer_evidence AS PERMISSIVE FOR INSERT
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY readable ON offer_evidence AS PERMISSIVE FOR SELECT
    USING (workspace_id = ANY (ARRAY[assay_library(), assay_workspace()]));
CREATE POLICY updatable ON offer_evidence AS PERMISSIVE FOR UPDATE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)))
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY deletable ON offer_part AS PERMISSIVE FOR DELETE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY insertable ON offer_part AS PERMISSIVE FOR INSERT
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY readable ON offer_part AS PERMISSIVE FOR SELECT
    USING (workspace_id = ANY (ARRAY[assay_library(), assay_workspace()]));
CREATE POLICY updatable ON offer_part AS PERMISSIVE FOR UPDATE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)))
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY deletable ON offer_version AS PERMISSIVE FOR DELETE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY insertable ON offer_version AS PERMISSIVE FOR INSERT
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY readable ON offer_version AS PERMISSIVE FOR SELECT
    USING (workspace_id = ANY (ARRAY[assay_library(), assay_workspace()]));
CREATE POLICY updatable ON offer_version AS PERMISSIVE FOR UPDATE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)))
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY deletable ON setting AS PERMISSIVE FOR DELETE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY insertable ON setting AS PERMISSIVE FOR INSERT
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY readable ON setting AS PERMISSIVE FOR SELECT
    USING (workspace_id = ANY (ARRAY[assay_library(), assay_workspace()]));
CREATE POLICY updatable ON setting AS PERMISSIVE FOR UPDATE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)))
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY deletable ON upload AS PERMISSIVE FOR DELETE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY insertable ON upload AS PERMISSIVE FOR INSERT
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY readable ON upload AS PERMISSIVE FOR SELECT
    USING (workspace_id = ANY (ARRAY[assay_library(), assay_workspace()]));
CREATE POLICY updatable ON upload AS PERMISSIVE FOR UPDATE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)))
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY deletable ON weighting AS PERMISSIVE FOR DELETE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY insertable ON weighting AS PERMISSIVE FOR INSERT
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY readable ON weighting AS PERMISSIVE FOR SELECT
    USING (workspace_id = ANY (ARRAY[assay_library(), assay_workspace()]));
CREATE POLICY updatable ON weighting AS PERMISSIVE FOR UPDATE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)))
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY deletable ON workspace AS PERMISSIVE FOR DELETE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY insertable ON workspace AS PERMISSIVE FOR INSERT
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));
CREATE POLICY readable ON workspace AS PERMISSIVE FOR SELECT
    USING (workspace_id = ANY (ARRAY[assay_library(), assay_workspace()]));
CREATE POLICY updatable ON workspace AS PERMISSIVE FOR UPDATE
    USING ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)))
    WITH CHECK ((workspace_id = assay_workspace()) AND ((workspace_id <> assay_library()) OR ( SELECT assay_is_owner() AS assay_is_owner)));

COMMENT ON COLUMN answer.retired_at IS 'When the answer left the current content; its versions stay.';
COMMENT ON COLUMN answer.version IS 'The current version.';
COMMENT ON COLUMN answer_version.caps IS '[]offer.Cap';
COMMENT ON COLUMN answer_version.choice IS 'The rung that is chosen, 1 the first; 0: the answer is a range of levels.';
COMMENT ON COLUMN answer_version.lapse_lo IS 'What the answer becomes after valid_to; null: the lower bound falls to 0.';
COMMENT ON COLUMN answer_version.lo_evidence IS 'In reading order; the rows of answer_evidence hold them to exist.';
COMMENT ON COLUMN answer_version.raw_lo IS 'In the criterion''s unit; where set, the levels are derived from it.';
COMMENT ON COLUMN answer_version.sha256 IS 'Hash of the answer as JSON, without its version.';
COMMENT ON COLUMN answer_version.stored_by IS 'As on offer_version.';
COMMENT ON COLUMN answer_version.unknown IS 'The name of what nobody knows: answers of one name turn out together. Empty: on its own.';
COMMENT ON COLUMN answer_version.valid_from IS 'A copy of the identity''s, so that its order with valid_to can be held.';
COMMENT ON COLUMN case_fact.ordinal IS 'By date; facts without a date come first.';
COMMENT ON COLUMN case_fact.second_look IS 'What looking for a second, independent source gave; empty: not looked for.';
COMMENT ON COLUMN case_study.version IS 'The current version.';
COMMENT ON COLUMN case_study_version.in_full IS 'Studied in full, rather than in short.';
COMMENT ON COLUMN case_study_version.lead IS 'The offer that stands for the country beside other countries.';
COMMENT ON COLUMN comparison.version IS 'The current version.';
COMMENT ON COLUMN comparison_version.as_of IS 'A day, so that the same comparison reads the same tomorrow.';
COMMENT ON COLUMN comparison_version.stored_by IS 'As on offer_version.';
COMMENT ON COLUMN comparison_version.tier IS 'Workload tier; empty: the framework''s default.';
COMMENT ON COLUMN comparison_version.title IS 'The heading on pages and exports; the name is what the workspace calls it.';
COMMENT ON COLUMN comparison_version.weighting_id IS 'The weights in force; null: the framework''s own.';
COMMENT ON COLUMN desk_link.token_sha256 IS 'Hash of the token in the link, never the token.';
COMMENT ON COLUMN evidence.retired_at IS 'When the record left the current content; its versions stay.';
COMMENT ON COLUMN evidence.version IS 'The current version.';
COMMENT ON COLUMN evidence_version.archive IS 'SHA-256, in hexadecimal, of the attachment that is a copy of the source; empty: none.';
COMMENT ON COLUMN evidence_version.contradicts IS 'In reading order; the rows of evidence_contradiction hold them to exist.';
COMMENT ON COLUMN evidence_version.origin IS 'The text it copies or rests on; copies of one origin are one source.';
COMMENT ON COLUMN evidence_version.sha256 IS 'Hash of the record as JSON; tells a changed record from an unchanged one.';
COMMENT ON COLUMN evidence_version.source_type IS 'CSL-JSON type';
COMMENT ON COLUMN evidence_version.stored_by IS 'As on offer_version.';
COMMENT ON COLUMN framework.sha256 IS 'Hash of the pack, the YAML file that body was read from.';
COMMENT ON COLUMN framework.source IS 'The YAML of an own framework, as it was given; empty for those that ship with the program.';
COMMENT ON COLUMN offer.retired_at IS 'When the offer left the current content; its versions stay.';
COMMENT ON COLUMN offer.version IS 'The current version.';
COMMENT ON COLUMN offer_part.body IS 'offer.Site, Chip, Model, Fund, Safeguard, Term, Exit or Link; a missing field is unknown. Money is integer minor units with a currency.';
COMMENT ON COLUMN offer_version.country IS 'ISO 3166-1 alpha-3 of the buyer';
COMMENT ON COLUMN offer_version.history IS '[]offer.Event';
COMMENT ON COLUMN offer_version.provider_country IS 'ISO 3166-1 alpha-2 of the headquarters; empty: not recorded';
COMMENT ON COLUMN offer_version.seeds IS 'The founding statements this offer gives a place to.';
COMMENT ON COLUMN offer_version.sha256 IS 'Hash of the offer with its parts as JSON.';
COMMENT ON COLUMN offer_version.stored_by IS 'Who stored this version, by their own account; empty: the loader of the library, or nobody said.';
COMMENT ON COLUMN session.token_sha256 IS 'Hash of the token in the cookie, never the token.';
COMMENT ON COLUMN setting.freeze_first IS 'Whether criteria must be frozen before the first answer to them.';
COMMENT ON COLUMN weighting.beside_offers IS 'The offers whose own ranges were shown next to the full scales, as of beside_as_of.';
COMMENT ON COLUMN weighting.criteria IS 'Swing points per criterion, within its dimension.';
COMMENT ON COLUMN weighting.dimensions IS 'Swing points per dimension: [{"id", "points"}].';
COMMENT ON COLUMN weighting.person IS 'Who gave the weights, by their own account.';
COMMENT ON COLUMN weighting.ranges_shown IS 'Whether the full range of every scale was shown when the weights were given.';
COMMENT ON COLUMN workspace.content_sha256 IS 'Hash of the content last loaded as a whole. Equal: loading it again would change nothing.';
COMMENT ON CONSTRAINT own_ids_say_so on evidence IS 'An id stands alone in a URL: a private record must never hide one of the library, nor the library of tomorrow a private one.';
COMMENT ON CONSTRAINT own_ids_say_so on offer IS 'As on evidence.';
COMMENT ON FUNCTION assay_is_owner() IS 'Whether the current role owns the tables, whatever its name.';
COMMENT ON FUNCTION assay_keeper(uuid,text) IS 'The workspace that keeps the record of this id: the own one for own- ids, else the library.';
COMMENT ON FUNCTION assay_library() IS 'The reserved workspace of the public library.';
COMMENT ON FUNCTION assay_workspace() IS 'The workspace of this transaction, or null. A local setting reads as the empty text, not as null, once its transaction is over.';
COMMENT ON FUNCTION first_day(text) IS 'The first day a partial_date may mean; null when none is recorded.';
COMMENT ON FUNCTION last_day(text) IS 'The last day a partial_date may mean; null when none is recorded.';
COMMENT ON INDEX audit_mark_idx IS 'The few events that archive and bring back. By its size the planner takes it, whatever statistics it has of the log.';
COMMENT ON PROCEDURE assay_protect(regclass) IS 'Forces row-level security on a table with a workspace_id. Every migration that makes one calls it.';
COMMENT ON TABLE answer_evidence IS 'What the bounds rest on, held to exist and to be found from its side.';
COMMENT ON TABLE attachment IS 'Copies of sources, by their hash. They are kept and handed out, never opened.';
COMMENT ON TABLE audit_event IS 'Who wrote what: one row for every write, in its transaction. Rows are added and never changed.';
COMMENT ON TABLE case_study IS 'id is the country''s ISO 3166-1 alpha-3 code in lower case, or ref for the shelf of programmes and open paths.';
COMMENT ON TABLE comparison_offer IS 'A foreign key does not ask row-level security. That is why it is composite with the workspace, and an offer of the library stands in a column of its own.';
COMMENT ON TABLE desk_link IS 'One-time links that open the workspace of a desk.';
COMMENT ON TABLE evidence_version IS 'An empty text means not recorded; nothing is reconstructed.';
COMMENT ON TABLE framework IS 'Frameworks as they were used. A row never changes: another content is another version.';
COMMENT ON TABLE frozen_framework IS 'Criteria that the workspace has settled: no other version of the same framework is taken in after.';
COMMENT ON TABLE offer_evidence IS 'What the parts and the history name as evidence, held to exist and to be found from its side.';
COMMENT ON TABLE river_job IS 'Work that waits or is done. args hold ids only.';
COMMENT ON TABLE schema_applied IS 'The step this schema stands at, written in the same transaction as the step itself. schema_migrations, which belongs to the migration tool, is written before and after a step, and is dirty when a step was cut off; assay migrate repair then believes this table.';
COMMENT ON TABLE upload IS 'Files that wait for their confirmation, and what became of them. Nothing of them is in the workspace''s content before.';
COMMENT ON TYPE partial_date IS 'offer.Date: known to the day, the month or the year, as recorded; empty when none is recorded';
COMMENT ON TYPE rung IS 'offer.Rung, weakest first';
COMMENT ON TYPE slug IS 'offer.ID';
COMMENT ON TYPE stage IS 'offer.Stage, weakest first; empty: not recorded';

GRANT SELECT ON answer TO assay_backup;
GRANT SELECT ON answer_evidence TO assay_backup;
GRANT SELECT ON answer_version TO assay_backup;
GRANT SELECT ON attachment TO assay_backup;
GRANT SELECT ON audit_event TO assay_backup;
GRANT SELECT ON audit_head TO assay_backup;
GRANT SELECT ON case_fact TO assay_backup;
GRANT SELECT ON case_fact_evidence TO assay_backup;
GRANT SELECT ON case_fact_offer TO assay_backup;
GRANT SELECT ON case_offer TO assay_backup;
GRANT SELECT ON case_study TO assay_backup;
GRANT SELECT ON case_study_version TO assay_backup;
GRANT SELECT ON comparison TO assay_backup;
GRANT SELECT ON comparison_offer TO assay_backup;
GRANT SELECT ON comparison_version TO assay_backup;
GRANT SELECT ON desk_link TO assay_backup;
GRANT SELECT ON evidence TO assay_backup;
GRANT SELECT ON evidence_contradiction TO assay_backup;
GRANT SELECT ON evidence_version TO assay_backup;
GRANT SELECT ON framework TO assay_backup;
GRANT SELECT ON frozen_framework TO assay_backup;
GRANT SELECT ON offer TO assay_backup;
GRANT SELECT ON offer_evidence TO assay_backup;
GRANT SELECT ON offer_part TO assay_backup;
GRANT SELECT ON offer_version TO assay_backup;
GRANT SELECT ON river_job TO assay_backup;
GRANT SELECT ON river_leader TO assay_backup;
GRANT SELECT ON river_notification TO assay_backup;
GRANT SELECT ON river_queue TO assay_backup;
GRANT SELECT ON schema_applied TO assay_backup;
GRANT SELECT ON schema_migrations TO assay_backup;
GRANT SELECT ON session TO assay_backup;
GRANT SELECT ON setting TO assay_backup;
GRANT SELECT ON upload TO assay_backup;
GRANT SELECT ON weighting TO assay_backup;
GRANT SELECT ON workspace TO assay_backup;
GRANT INSERT, SELECT, UPDATE (version, retired_at) ON answer TO assay_server;
GRANT INSERT, SELECT ON answer_evidence TO assay_server;
GRANT INSERT, SELECT ON answer_version TO assay_server;
GRANT INSERT, SELECT ON attachment TO assay_server;
GRANT INSERT, SELECT ON audit_event TO assay_server;
GRANT INSERT, SELECT, UPDATE (seq) ON audit_head TO assay_server;
GRANT SELECT ON case_fact TO assay_server;
GRANT SELECT ON case_fact_evidence TO assay_server;
GRANT SELECT ON case_fact_offer TO assay_server;
GRANT SELECT ON case_offer TO assay_server;
GRANT SELECT ON case_study TO assay_server;
GRANT SELECT ON case_study_version TO assay_server;
GRANT INSERT, SELECT, UPDATE (name, version) ON comparison TO assay_server;
GRANT INSERT, SELECT ON comparison_offer TO assay_server;
GRANT INSERT, SELECT ON comparison_version TO assay_server;
GRANT DELETE, INSERT, SELECT, UPDATE (used_at) ON desk_link TO assay_server;
GRANT INSERT, SELECT, UPDATE (version, retired_at) ON evidence TO assay_server;
GRANT INSERT, SELECT ON evidence_contradiction TO assay_server;
GRANT INSERT, SELECT ON evidence_version TO assay_server;
GRANT INSERT, SELECT ON framework TO assay_server;
GRANT INSERT, SELECT ON frozen_framework TO assay_server;
GRANT INSERT, SELECT, UPDATE (version, retired_at) ON offer TO assay_server;
GRANT INSERT, SELECT ON offer_evidence TO assay_server;
GRANT INSERT, SELECT ON offer_part TO assay_server;
GRANT INSERT, SELECT ON offer_version TO assay_server;
GRANT DELETE, INSERT, SELECT, UPDATE ON river_job TO assay_server;
GRANT DELETE, INSERT, SELECT, UPDATE ON river_leader TO assay_server;
GRANT DELETE, INSERT, SELECT, UPDATE ON river_notification TO assay_server;
GRANT DELETE, INSERT, SELECT, UPDATE ON river_queue TO assay_server;
GRANT SELECT ON schema_migrations TO assay_server;
GRANT DELETE, INSERT, SELECT, UPDATE (data, expires_at) ON session TO assay_server;
GRANT INSERT, SELECT, UPDATE (freeze_first, changed_at, changed_by) ON setting TO assay_server;
GRANT INSERT, SELECT, UPDATE (body, state, done, total, report, ended_at) ON upload TO assay_server;
GRANT INSERT, SELECT ON weighting TO assay_server;
GRANT INSERT (workspace_id, name), SELECT ON workspace TO assay_server;
