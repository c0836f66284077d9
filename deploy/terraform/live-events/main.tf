# Sends changes of AWS resources to Longshore as they happen, as CloudTrail management events through EventBridge.

locals {
  # Names of events by their source, one element per rule; the CloudFormation template contains the same.
  events = jsondecode(file("${path.module}/../../live-events.json"))

  event_patterns = [
    for events in local.events : {
      "detail-type" = ["AWS API Call via CloudTrail"]
      detail = {
        errorCode = [{ exists = false }]
        "$or" = [
          for source, names in events : {
            eventSource = [source]
            eventName   = names
          }
        ]
      }
    }
  ]
}

data "aws_caller_identity" "current" {}

resource "aws_cloudwatch_event_connection" "longshore" {
  name               = var.name
  description        = "Authenticates live events to Longshore"
  authorization_type = "API_KEY"

  auth_parameters {
    api_key {
      key   = "x-port-aws-ocean-api-key"
      value = var.api_key
    }
  }
}

resource "aws_cloudwatch_event_api_destination" "longshore" {
  name                             = var.name
  description                      = "Longshore"
  connection_arn                   = aws_cloudwatch_event_connection.longshore.arn
  http_method                      = "POST"
  invocation_endpoint              = var.webhook_url
  invocation_rate_limit_per_second = var.invocations_per_second
}

resource "aws_cloudwatch_event_rule" "changes" {
  count         = length(local.event_patterns)
  name          = "${var.name}-${count.index + 1}"
  description   = "Successful calls that change resources that Longshore reads, part ${count.index + 1}"
  event_pattern = jsonencode(local.event_patterns[count.index])
  tags          = var.tags
}

resource "aws_cloudwatch_event_target" "longshore" {
  count     = length(local.event_patterns)
  rule      = aws_cloudwatch_event_rule.changes[count.index].name
  target_id = "longshore"
  arn       = aws_cloudwatch_event_api_destination.longshore.arn
  role_arn  = aws_iam_role.events.arn

  dead_letter_config {
    arn = aws_sqs_queue.dead_letters.arn
  }

  retry_policy {
    maximum_event_age_in_seconds = var.maximum_event_age_seconds
    maximum_retry_attempts       = 185
  }
}

resource "aws_sqs_queue" "dead_letters" {
  name                      = "${var.name}-dead-letters"
  message_retention_seconds = 1209600 # 14 days
  sqs_managed_sse_enabled   = true
  tags                      = var.tags
}

resource "aws_sqs_queue_policy" "dead_letters" {
  queue_url = aws_sqs_queue.dead_letters.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = aws_sqs_queue.dead_letters.arn
        Condition = { ArnEquals = { "aws:SourceArn" = aws_cloudwatch_event_rule.changes[*].arn } }
      }
    ]
  })
}

resource "aws_iam_role" "events" {
  name_prefix = "${var.name}-"
  description = "Used by EventBridge to send live events to Longshore"
  tags        = var.tags
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sts:AssumeRole"
        Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
      }
    ]
  })
}

resource "aws_iam_role_policy" "events" {
  name = "InvokeLongshore"
  role = aws_iam_role.events.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "events:InvokeApiDestination"
        Resource = aws_cloudwatch_event_api_destination.longshore.arn
      }
    ]
  })
}
