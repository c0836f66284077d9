{{- /* Metadata and spec of the pod, shared by Deployment, CronJob and Job. */ -}}
{{- define "longshore.podMetadata" -}}
labels:
  {{- include "longshore.labels" . | nindent 2 }}
annotations:
  checksum/config: {{ include (print .Template.BasePath "/configmap.yaml") . | sha256sum }}
  checksum/secret: {{ include (print .Template.BasePath "/secret.yaml") . | sha256sum }}
  {{- with .Values.podAnnotations }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}

{{- define "longshore.podSpec" -}}
{{- $isCronJob := include "longshore.isCronJob" . -}}
serviceAccountName: {{ include "longshore.serviceAccountName" . }}
automountServiceAccountToken: false
enableServiceLinks: false
terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}
{{- if $isCronJob }}
restartPolicy: Never
{{- end }}
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.podSecurityContext }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.extraInitContainers }}
initContainers:
  {{- tpl (toYaml .) $ | nindent 2 }}
{{- end }}
containers:
  - name: longshore
    image: {{ include "longshore.image" . | quote }}
    imagePullPolicy: {{ .Values.imagePullPolicy }}
    {{- if .Values.exporter.enabled }}
    args:
      - exporter
      {{- range .Values.exporter.args }}
      - {{ . | quote }}
      {{- end }}
    {{- else }}
    args: [serve]
    {{- end }}
    {{- with .Values.containerSecurityContext }}
    securityContext:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- with .Values.resources }}
    resources:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    ports:
      - name: http
        containerPort: {{ if .Values.exporter.enabled }}8080{{ else }}8000{{ end }}
        protocol: TCP
    envFrom:
      - configMapRef:
          name: {{ include "longshore.fullname" . }}
      {{- if and (not (include "longshore.createsSecret" .)) (kindIs "slice" .Values.secret.name) }}
      {{- range .Values.secret.name }}
      - secretRef:
          name: {{ . }}
      {{- end }}
      {{- else if or (include "longshore.createsSecret" .) .Values.secret.name }}
      - secretRef:
          name: {{ include "longshore.secretName" . }}
      {{- end }}
    {{- if or .Values.selfSignedCertificate.enabled .Values.extraEnv }}
    env:
      {{- if .Values.selfSignedCertificate.enabled }}
      - name: NODE_EXTRA_CA_CERTS
        value: /etc/longshore/certificate/ca.crt
      {{- end }}
      {{- with .Values.extraEnv }}
      {{- tpl (toYaml .) $ | nindent 6 }}
      {{- end }}
    {{- end }}
    {{- if not $isCronJob }}
    {{- if .Values.livenessProbe.enabled }}
    livenessProbe:
      httpGet:
        path: /health/live
        port: http
      {{- with omit .Values.livenessProbe "enabled" }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
    {{- end }}
    {{- if .Values.readinessProbe.enabled }}
    readinessProbe:
      httpGet:
        path: /health/ready
        port: http
      {{- with omit .Values.readinessProbe "enabled" }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
    {{- end }}
    {{- end }}
    volumeMounts:
      - name: state
        mountPath: /var/lib/longshore
      - name: tmp
        mountPath: /tmp
      {{- if .Values.selfSignedCertificate.enabled }}
      - name: certificate
        mountPath: /etc/longshore/certificate
        readOnly: true
      {{- end }}
      {{- with .Values.extraVolumeMounts }}
      {{- tpl (toYaml .) $ | nindent 6 }}
      {{- end }}
volumes:
  - name: state
    {{- if .Values.persistence.enabled }}
    persistentVolumeClaim:
      claimName: {{ .Values.persistence.existingClaim | default (include "longshore.fullname" .) }}
    {{- else }}
    emptyDir: {}
    {{- end }}
  - name: tmp
    emptyDir: {}
  {{- if .Values.selfSignedCertificate.enabled }}
  - name: certificate
    secret:
      secretName: {{ include "longshore.certificateSecretName" . }}
      items:
        - key: {{ .Values.selfSignedCertificate.secret.key }}
          path: ca.crt
  {{- end }}
  {{- with .Values.extraVolumes }}
  {{- tpl (toYaml .) $ | nindent 2 }}
  {{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- /* The spec of a Job. Wrong usage and incomplete runs are not retried: a retry cannot fix the former, and the next run completes the latter. */ -}}
{{- define "longshore.jobSpec" -}}
backoffLimit: 2
{{- with .Values.workload.cron.resyncTimeoutMinutes }}
activeDeadlineSeconds: {{ mul . 60 }}
{{- end }}
podFailurePolicy:
  rules:
    - action: Ignore
      onPodConditions:
        - type: DisruptionTarget
          status: "True"
    - action: FailJob
      onExitCodes:
        containerName: longshore
        operator: In
        values: [2, 3]
template:
  metadata:
    {{- include "longshore.podMetadata" . | nindent 4 }}
  spec:
    {{- include "longshore.podSpec" . | nindent 4 }}
{{- end -}}
