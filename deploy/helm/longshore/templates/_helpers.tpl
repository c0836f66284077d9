{{- define "longshore.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- /* At most 40 characters: names of CronJobs have at most 52, and suffixes are added. */ -}}
{{- define "longshore.fullname" -}}
{{- $name := include "longshore.name" . -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "longshore.selectorLabels" -}}
app.kubernetes.io/name: {{ include "longshore.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "longshore.labels" -}}
{{ include "longshore.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- range $key, $value := .Values.extraLabels }}
{{ $key }}: {{ $value | quote }}
{{- end }}
{{- end -}}

{{- /* A setting as the value of an environment variable: lists and maps as JSON, whole numbers without an exponent. */ -}}
{{- define "longshore.text" -}}
{{- if or (kindIs "map" .) (kindIs "slice" .) -}}
{{- toJson . -}}
{{- else if and (kindIs "float64" .) (eq . (floor .)) -}}
{{- int64 . -}}
{{- else -}}
{{- toString . -}}
{{- end -}}
{{- end -}}

{{- define "longshore.createsSecret" -}}
{{- if and .Values.secret.create (not .Values.secret.useExistingSecret) -}}true{{- end -}}
{{- end -}}

{{- define "longshore.secretName" -}}
{{- if kindIs "slice" .Values.secret.name -}}
{{- fail "secret.name can be a list only with secret.create false" -}}
{{- end -}}
{{- .Values.secret.name | default (include "longshore.fullname" .) -}}
{{- end -}}

{{- define "longshore.createsServiceAccount" -}}
{{- if kindIs "invalid" .Values.podServiceAccount.create -}}
{{- if not .Values.podServiceAccount.name -}}true{{- end -}}
{{- else if .Values.podServiceAccount.create -}}
true
{{- end -}}
{{- end -}}

{{- define "longshore.serviceAccountName" -}}
{{- if .Values.podServiceAccount.name -}}
{{- tpl .Values.podServiceAccount.name . -}}
{{- else if include "longshore.createsServiceAccount" . -}}
{{- include "longshore.fullname" . -}}
{{- else -}}
default
{{- end -}}
{{- end -}}

{{- define "longshore.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) -}}
{{- end -}}
{{- end -}}

{{- define "longshore.isCronJob" -}}
{{- if eq .Values.workload.kind "CronJob" -}}
{{- if .Values.exporter.enabled -}}
{{- fail "exporter.enabled requires workload.kind Deployment" -}}
{{- end -}}
true
{{- else if ne .Values.workload.kind "Deployment" -}}
{{- fail (printf "workload.kind must be Deployment or CronJob, not %s" .Values.workload.kind) -}}
{{- end -}}
{{- end -}}

{{- define "longshore.certificateSecretName" -}}
{{- if .Values.selfSignedCertificate.secret.useExistingSecret -}}
{{- required "selfSignedCertificate.secret.name is required" .Values.selfSignedCertificate.secret.name -}}
{{- else -}}
{{- printf "%s-certificate" (include "longshore.fullname" .) -}}
{{- end -}}
{{- end -}}
