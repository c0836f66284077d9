output "rule_arns" {
  description = "The rules that choose the events"
  value       = aws_cloudwatch_event_rule.changes[*].arn
}

output "dead_letter_queue_url" {
  description = "Events that could not be delivered; the next resync makes up for them"
  value       = aws_sqs_queue.dead_letters.url
}
