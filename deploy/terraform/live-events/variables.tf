variable "webhook_url" {
  description = "Address of Longshore's webhook, for example https://longshore.example.com/webhook"
  type        = string

  validation {
    condition     = can(regex("^https://[^/\\s]+/\\S*$", var.webhook_url))
    error_message = "webhook_url must start with https:// and have a path."
  }
}

variable "api_key" {
  description = "Longshore's liveEventsApiKey"
  type        = string
  sensitive   = true

  validation {
    condition     = length(var.api_key) >= 16
    error_message = "api_key must have 16 characters or more."
  }
}

variable "name" {
  description = "Name of the connection, the API destination, the rule and the queue, and prefix of the role's name"
  type        = string
  default     = "longshore-live-events"

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,37}$", var.name))
    error_message = "name must have up to 37 letters, digits, - and _: AWS appends a suffix for the role."
  }
}

variable "invocations_per_second" {
  description = "Maximum number of events per second; the others wait"
  type        = number
  default     = 50

  validation {
    condition     = var.invocations_per_second >= 1 && var.invocations_per_second <= 300
    error_message = "invocations_per_second must be from 1 to 300."
  }
}

variable "maximum_event_age_seconds" {
  description = "How long an undelivered event is retried before it goes to the dead-letter queue, in seconds"
  type        = number
  default     = 14400

  validation {
    condition     = var.maximum_event_age_seconds >= 60 && var.maximum_event_age_seconds <= 86400
    error_message = "maximum_event_age_seconds must be from 60 to 86400."
  }
}

variable "tags" {
  description = "Tags of the rule, the queue and the role"
  type        = map(string)
  default     = {}
}
