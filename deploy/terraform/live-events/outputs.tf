output "rule_arns" {
  description = "The rules that select the events"
  value       = aws_cloudwatch_event_rule.changes[*].arn
}

output "dead_letter_queue_url" {
  description = "Undelivered events; the next resync picks up their changes"
  value       = aws_sqs_queue.dead_letters.url
}
