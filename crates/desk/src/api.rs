//! The one list of commands that the window can call.
//!
//! Each line names a command, its input, its output and the use case behind it. The dispatcher and the TypeScript map
//! are made from the same list, so neither can drift from the other.

use std::sync::Arc;

use byline_model::{
    Delivery, IncomingMail, LedgerMatrix, LedgerRow, Mailing, NewNextStep, NextStep, PeoplePage,
    PeopleQuery, Person, Preset, TemplateInfo,
};
use serde_json::Value;
use ts_rs::TS;

use crate::{Desk, Error, Session, wire::*};

macro_rules! commands {
    ($($(#[doc = $doc:literal])+ $name:ident($input:ty) -> $output:ty = $case:expr;)+) => {
        /// Answers a command of the window.
        ///
        /// # Errors
        /// What the use case says, `NoDesk` while no desk is open, or `BadInput` for an unknown command or an input of
        /// another shape.
        pub fn call(session: &Session, command: &str, input: Value) -> Result<Value, Error> {
            match command {
                $(stringify!($name) => {
                    let case: fn(&Session, $input) -> Result<$output, Error> = $case;
                    answer(case(session, understand(input)?)?)
                })+
                other => Err(Error::bad_input(format!("There is no command \"{other}\"."), "Restart Byline.")),
            }
        }

        /// The TypeScript of every type that crosses to the window, and the map of the commands.
        pub fn typescript() -> String {
            let config = ts_rs::Config::new().with_large_int("number");
            let mut types = typescript::Declarations::new(&config);
            $(types.add::<$input>(); types.add::<$output>();)+
            let mut map = String::from("/** Every command of the desk, with what it takes and what it gives. */\nexport interface Commands {\n");
            $(
                $(map.push_str(&format!("  /** {} */\n", $doc.trim()));)+
                map.push_str(&format!(
                    "  {}: {{ input: {}; output: {} }};\n",
                    stringify!($name), <$input as TS>::name(&config), <$output as TS>::name(&config),
                ));
            )+
            map.push_str("}\n");
            types.finish(&map)
        }
    };
}

/// A use case of the open desk.
fn on<T>(session: &Session, case: impl FnOnce(&Arc<Desk>) -> Result<T, Error>) -> Result<T, Error> {
    case(&session.desk()?)
}

fn understand<T: serde::de::DeserializeOwned>(input: Value) -> Result<T, Error> {
    // A command without input is called with nothing at all.
    let input = if input.is_null() {
        Value::Object(serde_json::Map::new())
    } else {
        input
    };
    serde_json::from_value(input).map_err(|error| {
        Error::bad_input(
            format!("Byline did not understand the request: {error}."),
            "Restart Byline.",
        )
    })
}

fn answer<T: serde::Serialize>(output: T) -> Result<Value, Error> {
    serde_json::to_value(output).map_err(|error| {
        Error::outside(
            format!("The answer could not be written: {error}."),
            "Restart Byline.",
        )
    })
}

commands! {
    /// What the window must know before it shows anything.
    state(Nothing) -> DeskState = |session, _| Ok(session.state());
    /// Makes a desk in the rep's name and opens it.
    create_desk(BrandInput) -> DeskState = |session, input| session.create(&input.brand);
    /// Makes the desk of invented people, if it is not there yet, and opens it.
    open_sample(Nothing) -> DeskState = |session, _| session.open_sample();
    /// Leaves the desk of invented people for the rep's own, or for setting one up.
    close_sample(Nothing) -> DeskState = |session, _| session.close_sample();
    /// An issue as it would look under a name and colours that are not saved yet.
    try_brand(BrandInput) -> HtmlPage = |_, input| crate::preview::try_brand(&input.brand);
    /// Saves the rep's name and colours.
    save_brand(BrandInput) -> DeskState = |session, input| { on(session, |desk| desk.save_brand(&input.brand))?; Ok(session.state()) };
    /// What stands in the sidebar.
    sidebar(Nothing) -> Sidebar = |session, _| on(session, |desk| desk.sidebar());

    /// What needs the rep on a day.
    today(TodayInput) -> Today = |session, input| on(session, |desk| desk.today(input.on));
    /// Sets the next step for a person; it takes the place of the one they had.
    set_step(NewNextStep) -> NextStep = |session, input| on(session, |desk| desk.set_step(&input));
    /// Ticks a next step.
    complete_step(StepId) -> Nothing = |session, input| on(session, |desk| desk.complete_step(input.step));
    /// Drops a next step: it will not be done.
    drop_step(StepId) -> Nothing = |session, input| on(session, |desk| desk.drop_step(input.step));
    /// Takes the tick, or the dropping, back.
    reopen_step(StepId) -> Nothing = |session, input| on(session, |desk| desk.reopen_step(input.step));
    /// Puts a next step off.
    snooze_step(SnoozeStep) -> Nothing = |session, input| on(session, |desk| desk.snooze_step(input.step, input.due));
    /// Logs a call, a meeting, a visit, a note.
    log_touch(NewTouch) -> LoggedTouch = |session, input| on(session, |desk| desk.log_touch(&input));
    /// Takes a logged touch back.
    retract_touch(LoggedTouch) -> Nothing = |session, input| on(session, |desk| desk.retract_touch(input.touch));
    /// Marks a reply as seen to, or as waiting again.
    handle_reply(HandleReply) -> Nothing = |session, input| on(session, |desk| desk.handle_reply(input.delivery, input.handled));
    /// Sets the weekly prospecting targets.
    save_quota(QuotaInput) -> Nothing = |session, input| on(session, |desk| desk.save_quota(&input.quota));

    /// Every piece, newest first.
    pieces(Nothing) -> Vec<PieceSummary> = |session, _| on(session, |desk| desk.pieces());
    /// A piece as its file holds it.
    piece(PieceName) -> PieceText = |session, input| on(session, |desk| desk.piece(&input.piece));
    /// Begins a piece from a template.
    new_piece(NewPiece) -> PieceText = |session, input| on(session, |desk| desk.new_piece(input.kind, &input.template, &input.title));
    /// Saves a piece; `changed_outside` when the file is not the version the draft was made from.
    save_piece(SavePiece) -> Saved = |session, input| on(session, |desk| desk.save_piece(&input.draft, &input.version));
    /// Puts a piece into the desk's trash folder.
    discard_piece(PieceName) -> Nothing = |session, input| on(session, |desk| desk.discard_piece(&input.piece));
    /// Takes a piece back out of the trash folder.
    restore_piece(PieceName) -> Nothing = |session, input| on(session, |desk| desk.restore_piece(&input.piece));
    /// Lays a picture beside a piece.
    add_picture(AddPicture) -> AddedPicture = |session, input| on(session, |desk| desk.add_picture(&input));
    /// A piece, saved or not, as one person gets it.
    preview(PreviewInput) -> Preview = |session, input| on(session, |desk| desk.preview(&input));
    /// The merge tags, with how many people have no value for each.
    merge_tags(Nothing) -> Vec<MergeTag> = |session, _| on(session, |desk| desk.merge_tags());
    /// Writes a piece as a file into the desk's folder `exports`.
    export_piece(ExportInput) -> Written = |session, input| on(session, |desk| desk.export_piece(&input));
    /// Every template.
    templates(Nothing) -> Vec<TemplateInfo> = |session, _| on(session, |desk| desk.templates());
    /// The first page of a template's sample in the rep's own colours.
    thumbnail(TemplateName) -> Picture = |session, input| on(session, |desk| desk.thumbnail(&input.template));

    /// A page of the list of people.
    people(PeopleQuery) -> PeoplePage = |session, input| on(session, |desk| desk.people(&input));
    /// A person with everything that is between them and the rep.
    person(PersonId) -> Person = |session, input| on(session, |desk| desk.person(input.contact));
    /// Adds a person.
    add_person(AddPerson) -> Person = |session, input| on(session, |desk| desk.add_person(&input.draft));
    /// Changes a person.
    edit_person(EditPerson) -> Person = |session, input| on(session, |desk| desk.edit_person(input.contact, &input.fields));
    /// Brings in people from a file, or says what would happen.
    import_people(ImportInput) -> ImportReport = |session, input| on(session, |desk| desk.import_bytes(&input));
    /// Records that a piece was handed over.
    give(GiveInput) -> Given = |session, input| on(session, |desk| desk.give(&input.piece, &input.contacts, input.how, input.on));
    /// Never mail an address again.
    suppress(SuppressInput) -> Nothing = |session, input| on(session, |desk| desk.suppress(&input.address, input.reason));

    /// Who would get a piece, and who not, as a sum.
    audience(AudienceInput) -> AudienceSum = |session, input| on(session, |desk| desk.audience_sum(&input.piece, &input.audience, &input.held_back));
    /// What must be put right before a piece goes out.
    check(AudienceInput) -> CheckReport = |session, input| on(session, |desk| desk.check(&input.piece, Some(&input.audience), &input.held_back, input.via));
    /// Sends a test to oneself.
    send_test(TestInput) -> TestSent = |session, input| on(session, |desk| desk.send_test(&input));
    /// What sending would take: when it begins and ends, and how it spreads over days.
    plan_send(SendInput) -> SendPlan = |session, input| on(session, |desk| desk.plan_send(&input));
    /// Makes a mailing that goes at its time; without one in ten seconds over the mailbox, at once to the outbox.
    send(SendInput) -> Mailing = |session, input| on(session, |desk| desk.start_mailing(&input));
    /// How a mailing is getting on.
    mailing(MailingRef) -> Progress = |session, input| on(session, |desk| desk.progress(input.mailing));
    /// Every mailing, newest first.
    mailings(Nothing) -> Vec<Mailing> = |session, _| on(session, |desk| desk.mailings());
    /// The deliveries of a mailing.
    deliveries(DeliveriesInput) -> Vec<Delivery> = |session, input| on(session, |desk| desk.deliveries(input.mailing, input.state));
    /// Holds a mailing.
    pause_mailing(MailingRef) -> Progress = |session, input| on(session, |desk| { desk.pause_mailing(input.mailing)?; desk.progress(input.mailing) });
    /// Carries on with a mailing in the background.
    resume_mailing(MailingRef) -> Progress = |session, input| on(session, |desk| { desk.resume_in_background(input.mailing)?; desk.progress(input.mailing) });
    /// Ends a mailing, or takes it back before its time.
    stop_mailing(MailingRef) -> Progress = |session, input| on(session, |desk| { desk.stop_mailing(input.mailing)?; desk.progress(input.mailing) });
    /// Gives a mailing another time; without one it goes now.
    reschedule(RescheduleInput) -> Progress = |session, input| on(session, |desk| { desk.reschedule(&input)?; desk.progress(input.mailing) });
    /// Looks for deliveries of unknown fate in the rep's Sent folder.
    look_up_unknown(MailingRef) -> LookedUp = |session, input| on(session, |desk| desk.look_up_unknown(input.mailing));
    /// Whether the desk changed, whoever changed it.
    pulse(Nothing) -> Pulse = |session, _| on(session, |desk| desk.pulse());
    /// The drafts that are made every month.
    monthly_drafts(Nothing) -> Vec<MonthlyDraft> = |session, _| on(session, |desk| desk.monthly_drafts());
    /// Begins to make a draft every month.
    add_monthly_draft(MonthlyDraftInput) -> Nothing = |session, input| on(session, |desk| { desk.add_monthly_draft(&input)?; Ok(Nothing {}) });
    /// Ends a monthly draft; what was made stays.
    end_monthly_draft(MonthlyDraftRef) -> Nothing = |session, input| on(session, |desk| { desk.end_monthly_draft(input.id)?; Ok(Nothing {}) });
    /// Decides what became of deliveries whose fate is not known.
    resolve_deliveries(ResolveInput) -> Progress = |session, input| on(session, |desk| { desk.resolve(input.mailing, &input.contacts, input.verdict)?; desk.progress(input.mailing) });

    /// Writes the report of a mailing into the desk's folder `exports`.
    export_report(ReportInput) -> Written = |session, input| on(session, |desk| desk.export_report(&input));

    /// A page of the ledger's matrix.
    ledger(MatrixInput) -> LedgerMatrix = |session, input| on(session, |desk| desk.matrix(&input));
    /// Who did not get a piece.
    missed(PieceName) -> Vec<LedgerRow> = |session, input| on(session, |desk| desk.missed(&input.piece, None));

    /// The rep's mailbox.
    mailbox(Nothing) -> MailboxState = |session, _| on(session, |desk| desk.mailbox_state());
    /// What is known of the provider of an address, and of all others.
    presets(AddressInput) -> Presets = |session, input| on(session, |desk| desk.presets(&input.address));
    /// Asks the name server who keeps the mailbox of an address, and where.
    find_servers(AddressInput) -> Preset = |session, input| on(session, |desk| desk.find_servers(&input.address));
    /// Saves the rep's mailbox; the password goes to the system's keychain.
    save_mailbox(MailboxInput) -> MailboxState = |session, input| on(session, |desk| desk.save_mailbox(&input));
    /// Tries the mailbox step by step.
    test_mailbox(Nothing) -> Vec<MailboxStep> = |session, _| on(session, |desk| desk.test_mailbox());
    /// Begins to ask the rep for consent in their browser (OAuth 2).
    begin_consent(Nothing) -> ConsentPage = |session, _| on(session, |desk| desk.begin_consent());
    /// Waits for the rep's answer in the browser.
    finish_consent(Nothing) -> MailboxState = |session, _| on(session, |desk| desk.finish_consent());
    /// Waits no longer for the rep's answer in the browser.
    drop_consent(Nothing) -> Nothing = |session, _| on(session, |desk| { desk.drop_consent(); Ok(Nothing {}) });
    /// What the domain of the rep's address says about mail in its name.
    look_at_domain(Nothing) -> DomainReport = |session, _| on(session, |desk| desk.look_at_domain());
    /// Reads what is new in the mailbox.
    sync_mailbox(Nothing) -> SyncReport = |session, _| on(session, |desk| desk.sync_mailbox());
    /// What came in and waits for the rep, other than replies.
    came_in(Nothing) -> Vec<IncomingMail> = |session, _| on(session, |desk| desk.came_in());
    /// Marks a message that came in as seen to, or as waiting again.
    handle_incoming(HandleIncoming) -> Nothing = |session, input| on(session, |desk| { desk.handle_incoming(input.incoming, input.handled)?; Ok(Nothing {}) });
    /// Says whether somebody asked to stop, where Byline was not sure.
    decide_opt_out(DecideOptOut) -> Nothing = |session, input| on(session, |desk| { desk.decide_opt_out(input.incoming, input.stop)?; Ok(Nothing {}) });
}

mod typescript {
    //! Collects the declarations of types and of the types that they are made of.

    use std::{
        any::TypeId,
        collections::{BTreeMap, HashSet},
    };

    use ts_rs::{Config, TS, TypeVisitor};

    pub struct Declarations<'a> {
        config: &'a Config,
        seen: HashSet<TypeId>,
        text: BTreeMap<String, String>,
    }

    impl<'a> Declarations<'a> {
        pub fn new(config: &'a Config) -> Self {
            Self {
                config,
                seen: HashSet::new(),
                text: BTreeMap::new(),
            }
        }

        pub fn add<T: TS + 'static + ?Sized>(&mut self) {
            self.visit::<T>();
        }

        pub fn finish(self, commands: &str) -> String {
            let mut out = String::from(
                "// Made by `cargo test -p byline-desk` from the Rust types; do not edit.\n\n",
            );
            for declaration in self.text.values() {
                out.push_str(declaration);
                out.push('\n');
            }
            out + commands
        }
    }

    impl TypeVisitor for Declarations<'_> {
        fn visit<T: TS + 'static + ?Sized>(&mut self) {
            if !self.seen.insert(TypeId::of::<T>()) {
                return;
            }
            T::visit_dependencies(self);
            T::visit_generics(self);
            // Only types with a place of their own are declared; numbers, lists and the like are written where they stand.
            if T::output_path().is_some() {
                let docs = T::docs().unwrap_or_default();
                self.text.insert(
                    T::ident(self.config),
                    format!("{docs}export {}\n", T::decl(self.config)),
                );
            }
        }
    }
}
