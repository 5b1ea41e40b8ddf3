/** Every word of the API's vocabularies has a text, and no text is there for a word the API does not know. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { texts as zh } from '../src/text/zh-CN.ts';

interface Schema {
  enum?: (string | null)[];
}

const read = (path: string) => JSON.parse(readFileSync(resolve(import.meta.dirname, path), 'utf8'));
const schemas: Record<string, Schema> = read('../../openapi/regulars.json').components.schemas;
const texts: Record<string, string> = zh;

/** The group of words for each vocabulary of the document. */
const groups: Record<string, string> = {
  WorkPart: 'work_part',
  Action: 'action',
  AdjustmentState: 'adjustment_state',
  ApiKeyState: 'key_state',
  ApprovalKind: 'approval_kind',
  ApprovalState: 'approval_state',
  AttributeType: 'attribute_type',
  BirthdayCalendar: 'calendar',
  CampaignState: 'campaign_state',
  CampaignStep: 'campaign_step',
  CaseState: 'case_state',
  Cause: 'cause',
  CauseDetail: 'cause_detail',
  Channel: 'channel',
  ClockKind: 'clock_kind',
  ClockState: 'clock_state',
  CompensationKind: 'compensation_kind',
  CompensationState: 'compensation_state',
  ComplaintEventKind: 'complaint_event',
  ChecklistPart: 'checklist_part',
  Choice: 'segment_choice',
  Compression: 'compression',
  ConsentChannel: 'consent_channel',
  ContactFunction: 'contact_function',
  CustomerKind: 'customer_kind',
  CustomerStatus: 'customer_status',
  DataExportState: 'data_export_state',
  DeliveryState: 'delivery_state',
  DateOrder: 'date_order',
  Direction: 'direction',
  DuplicateReason: 'duplicate_reason',
  DuplicateState: 'duplicate_state',
  Encoding: 'import_encoding',
  ErasureState: 'erasure_state',
  EventKind: 'event_kind',
  Field: 'import_field',
  Finding: 'finding',
  FollowKind: 'follow_kind',
  Gender: 'gender',
  ProfilePart: 'profile_part',
  Goal: 'goal',
  HeldState: 'held_state',
  IdentityKind: 'identity_kind',
  ImportFormat: 'import_format',
  ImportKind: 'import_kind',
  ImportMode: 'import_mode',
  ImportState: 'import_state',
  IntakeChannel: 'intake_channel',
  InteractionKind: 'interaction_kind',
  ApiKeyMode: 'key_mode',
  JobState: 'job_state',
  Language: 'language',
  AliveBand: 'alive_band',
  ModelKind: 'model',
  RefusalReason: 'model_refusal',
  LifeCycleStage: 'life_cycle_stage',
  LifeCycleReason: 'life_cycle_reason',
  NoLifeTimeValue: 'no_life_time_value',
  LeaderKind: 'leader_kind',
  LevelBasis: 'level_basis',
  LevelCause: 'level_cause',
  MembershipState: 'membership_state',
  MergeField: 'merge_field',
  MessageChannel: 'message_channel',
  Level: 'level',
  NextStep: 'next_step',
  NotificationKind: 'notification_kind',
  NotificationSubject: 'notification_subject',
  Measure: 'segment_measure',
  Ownership: 'ownership',
  PauseReason: 'pause_reason',
  PointKind: 'point_kind',
  ProductState: 'product_state',
  ProgrammeState: 'programme_state',
  Punctuality: 'punctuality',
  PurchaseDeliveriesBy: 'purchase_deliveries_by',
  PurchaseState: 'purchase_state',
  Readiness: 'readiness',
  Purpose: 'message_purpose',
  ReturnReason: 'return_reason',
  Role: 'role',
  RowOutcome: 'row_outcome',
  Severity: 'severity',
  SeverityReason: 'severity_reason',
  SegmentKind: 'segment_kind',
  SegmentState: 'segment_state',
  SkipReason: 'skip_reason',
  SignUpAsk: 'sign_up_ask',
  SignUpChannel: 'sign_up_channel',
  SignUpFormState: 'sign_up_form_state',
  SignUpRefusal: 'sign_up_refusal',
  SignUpState: 'sign_up_state',
  Source: 'source',
  SuppressionReason: 'suppression_reason',
  StructureBy: 'structure_by',
  StructurePart: 'structure_part',
  TakingsBy: 'takings_by',
  TaskState: 'task_state',
  TemplateState: 'template_state',
  TierClass: 'tier',
  TierMethod: 'tier_method',
  TierMigrationMove: 'tier_move',
  TimelineKind: 'timeline_kind',
  UnitKind: 'unit_kind',
  UnitState: 'unit_state',
  UnknownCustomers: 'unknown_customers',
  UserState: 'user_state',
  Verdict: 'verdict',
  Weekday: 'weekday',
  WishReason: 'wish_reason',
  WishState: 'wish_state',
  WebhookDeliveryState: 'webhook_delivery_state',
  WebhookError: 'webhook_error',
  WebhookOffReason: 'webhook_off_reason',
};

/**
 * Words nobody reads: problems and what hangs on an import bring their own sentences, sorts are chosen at the head of a column, exports by a button,
 * reports of deliveries are for machines, of approvals both sides are always shown, and what is pending or a link is for decides what the log-in shows.
 */
const unread = [
  // Sent and counted, never shown by itself.
  'MergeSide',
  // Whether there is a fit decides what the page shows.
  'FitState',
  'StayedKind',
  'ApprovalSide',
  'Code',
  'ExportFormat',
  'FaultCode',
  'FieldKind',
  'CustomerSort',
  'CustomerExpansion',
  'PurchaseExpansion',
  'PurchaseSort',
  'HangingKind',
  'LinkPurpose',
  'Pending',
  // The list itself says which it is.
  'ViewedList',
  'ReportKind',
  'ReportOutcome',
];

/** A vocabulary under another name is caught below. */
const present = Object.entries(groups).filter(([schema]) => schemas[schema]);

const known = (group: string) =>
  Object.keys(texts)
    .filter((key) => key.startsWith(`words.${group}.`))
    .map((key) => key.slice(`words.${group}.`.length));

it.each(present)('has a text for every word of %s', (schema, group) => {
  expect(known(group).sort()).toEqual([...(schemas[schema]?.enum ?? [])].sort());
});

it('has a group for every vocabulary of the document', () => {
  const vocabularies = Object.keys(schemas).filter((name) => schemas[name]?.enum);
  expect(vocabularies.filter((name) => !(name in groups) && !unread.includes(name))).toEqual([]);
});
