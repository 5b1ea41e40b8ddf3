//! The tables as diesel sees them; the same on both databases. The migrations are the source.

diesel::table! {
    settings (name, version) {
        name -> Text,
        version -> Integer,
        value -> Text,
        effective_from -> Date,
        changed_by -> Text,
        changed_at -> Timestamp,
        job_id -> Nullable<Text>,
    }
}

diesel::table! {
    units (id) {
        id -> Text,
        code -> Text,
        name -> Text,
        kind -> Text,
        ownership -> Nullable<Text>,
        parent_id -> Nullable<Text>,
        time_zone -> Text,
        currency -> Text,
        state -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> Integer,
        closed_on -> Nullable<Date>,
    }
}

diesel::table! {
    users (id) {
        id -> Text,
        email -> Text,
        name -> Text,
        language -> Text,
        password_hash -> Text,
        state -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> Integer,
        password_is_temporary -> Bool,
        mails_notifications -> Bool,
    }
}

diesel::table! {
    saved_views (id) {
        id -> Text,
        user_id -> Text,
        list -> Text,
        name -> Text,
        query -> Text,
        is_shared -> Bool,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> Integer,
    }
}

diesel::table! {
    notifications (id) {
        id -> Text,
        user_id -> Text,
        kind -> Text,
        subject -> Text,
        subject_id -> Text,
        item_id -> Text,
        title -> Nullable<Text>,
        reason -> Nullable<Text>,
        by_id -> Text,
        created_at -> Timestamp,
        read_at -> Nullable<Timestamp>,
        by_mail -> Bool,
        mail_job_id -> Nullable<Text>,
    }
}

diesel::table! {
    authors (content_id, user_id) {
        content_id -> Text,
        user_id -> Text,
    }
}

diesel::table! {
    assignments (user_id, unit_id, role) {
        user_id -> Text,
        unit_id -> Text,
        role -> Text,
    }
}

diesel::table! {
    sessions (id) {
        id -> Text,
        user_id -> Text,
        address -> Text,
        user_agent -> Text,
        created_at -> Timestamp,
        last_used_at -> Timestamp,
        expires_at -> Timestamp,
        revoked_at -> Nullable<Timestamp>,
        proved_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    second_factors (user_id) {
        user_id -> Text,
        key_id -> Text,
        nonce -> Text,
        created_at -> Timestamp,
        confirmed_at -> Nullable<Timestamp>,
        last_step -> BigInt,
    }
}

diesel::table! {
    recovery_codes (user_id, hash) {
        user_id -> Text,
        hash -> Text,
        created_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    account_links (hash) {
        hash -> Text,
        user_id -> Text,
        purpose -> Text,
        created_by -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    refresh_tokens (hash) {
        hash -> Text,
        session_id -> Text,
        created_at -> Timestamp,
        rotated_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    login_failures (subject) {
        subject -> Text,
        failures -> Integer,
        last_at -> Timestamp,
    }
}

diesel::table! {
    partners (id) {
        id -> Text,
        code -> Text,
        name -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> Integer,
        unknown_customers -> Text,
        allow_unlisted_products -> Bool,
    }
}

diesel::table! {
    api_keys (id) {
        id -> Text,
        partner_id -> Text,
        unit_id -> Text,
        name -> Text,
        hint -> Text,
        secret_hash -> Text,
        previous_hash -> Nullable<Text>,
        previous_until -> Nullable<Timestamp>,
        scopes -> Text,
        addresses -> Text,
        rate_per_minute -> Nullable<Integer>,
        expires_at -> Nullable<Timestamp>,
        revoked_at -> Nullable<Timestamp>,
        last_used_at -> Nullable<Timestamp>,
        created_by -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> Integer,
        keeper_id -> Nullable<Text>,
        ends_at -> Nullable<Timestamp>,
        mode -> Text,
    }
}

diesel::table! {
    audit_blocks (number) {
        number -> BigInt,
        first_id -> Text,
        last_id -> Text,
        events -> BigInt,
        rows_digest -> Text,
        previous -> Text,
        seal -> Text,
        sealed_at -> Timestamp,
        dropped_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    audit_events (id) {
        id -> Text,
        at -> Timestamp,
        actor_kind -> Text,
        actor_id -> Text,
        actor_name -> Text,
        action -> Text,
        subject_kind -> Text,
        subject_id -> Text,
        detail -> Text,
        salt -> Nullable<Text>,
        digest -> Text,
    }
}

diesel::table! {
    idempotency_keys (principal, key) {
        principal -> Text,
        key -> Text,
        route -> Text,
        body_hash -> Text,
        status -> Integer,
        headers -> Text,
        body -> Text,
        created_at -> Timestamp,
        rights -> Text,
        packed -> Nullable<Binary>,
    }
}

diesel::table! {
    product_categories (id) {
        id -> Text,
        code -> Text,
        name -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> Integer,
        parent_id -> Nullable<Text>,
    }
}

diesel::table! {
    products (id) {
        id -> Text,
        code -> Text,
        name -> Text,
        category_id -> Nullable<Text>,
        unit_price -> Nullable<BigInt>,
        margin -> Nullable<Text>,
        state -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> Integer,
        unit_margin -> Nullable<BigInt>,
    }
}

diesel::table! {
    customers (id) {
        id -> Text,
        kind -> Text,
        status -> Text,
        name -> Text,
        name_key -> Text,
        language -> Nullable<Text>,
        gender -> Nullable<Text>,
        birthday -> Nullable<Text>,
        birth_month -> Nullable<Integer>,
        birth_key -> Nullable<Text>,
        city -> Nullable<Text>,
        address -> Nullable<Text>,
        occupation -> Nullable<Text>,
        source -> Nullable<Text>,
        home_unit_id -> Nullable<Text>,
        owner_id -> Nullable<Text>,
        leader_kind -> Nullable<Text>,
        tags -> Text,
        attributes -> Text,
        note -> Nullable<Text>,
        merged_into -> Nullable<Text>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> Integer,
        took_over -> Bool,
        referrer_id -> Nullable<Text>,
    }
}

diesel::table! {
    customer_merges (id, customer_id) {
        id -> Text,
        customer_id -> Text,
        merged_id -> Text,
        before -> Text,
        choices -> Text,
        moved -> Text,
        merged_at -> Timestamp,
        merged_by -> Text,
        undone_at -> Nullable<Timestamp>,
        undone_by -> Nullable<Text>,
        stayed -> Nullable<Text>,
    }
}

diesel::table! {
    duplicates (customer_id, other_id) {
        id -> Text,
        customer_id -> Text,
        other_id -> Text,
        score -> Integer,
        reasons -> Text,
        state -> Text,
        found_at -> Timestamp,
        seen_at -> Timestamp,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    purchase_identities (customer_id, purchase_id) {
        customer_id -> Text,
        purchase_id -> Text,
        identity -> Text,
    }
}

diesel::table! {
    erasures (id) {
        id -> Text,
        customer_id -> Text,
        reason -> Text,
        erased_at -> Timestamp,
        erased_by -> Text,
        state -> Text,
        removed -> Text,
        completed_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    personal_reads (id) {
        id -> Text,
        at -> Timestamp,
        actor_kind -> Text,
        actor_id -> Text,
        customer_id -> Text,
    }
}

diesel::table! {
    erasure_terms (erasure_id, kind, term) {
        erasure_id -> Text,
        kind -> Text,
        term -> Text,
    }
}

diesel::table! {
    erased_contacts (hash) {
        hash -> Text,
        erased_at -> Timestamp,
    }
}

diesel::table! {
    customer_metrics (customer_id) {
        customer_id -> Text,
        first_purchase_on -> Nullable<Date>,
        last_purchase_on -> Nullable<Date>,
        purchases -> BigInt,
        purchase_days -> BigInt,
        net_minor -> BigInt,
        favourite_unit_id -> Nullable<Text>,
        favourite_category_id -> Nullable<Text>,
        tier -> Nullable<Text>,
        tier_since -> Nullable<Date>,
        tier_rule -> Nullable<Integer>,
        version -> Integer,
        changed_at -> Timestamp,
    }
}

diesel::table! {
    customer_days (customer_id, day) {
        customer_id -> Text,
        day -> Date,
        purchases -> BigInt,
        net_minor -> BigInt,
    }
}

diesel::table! {
    customer_tallies (customer_id, dimension, member_id) {
        customer_id -> Text,
        dimension -> Text,
        member_id -> Text,
        purchases -> BigInt,
        net_minor -> BigInt,
    }
}

diesel::table! {
    tier_changes (id, customer_id) {
        id -> Text,
        customer_id -> Text,
        tier -> Text,
        previous -> Nullable<Text>,
        since -> Date,
        recorded_at -> Timestamp,
        rule -> Integer,
        cause -> Text,
        inputs -> Text,
    }
}

diesel::table! {
    customer_identities (id, customer_id) {
        id -> Text,
        customer_id -> Text,
        kind -> Text,
        partner -> Text,
        value -> Text,
    }
}

diesel::table! {
    identity_owners (identity) {
        identity -> Text,
        customer_id -> Text,
    }
}

diesel::table! {
    customer_terms (customer_id, term) {
        customer_id -> Text,
        term -> Text,
    }
}

diesel::table! {
    customer_tags (customer_id, tag) {
        customer_id -> Text,
        tag -> Text,
    }
}

diesel::table! {
    attribute_definitions (id) {
        id -> Text,
        key -> Text,
        name_zh -> Text,
        name_en -> Text,
        value_type -> Text,
        kinds -> Text,
        options -> Text,
        minimum -> Nullable<Text>,
        maximum -> Nullable<Text>,
        max_length -> Nullable<Integer>,
        archived -> Bool,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> Integer,
    }
}

diesel::table! {
    customer_contacts (id, customer_id) {
        id -> Text,
        customer_id -> Text,
        name -> Text,
        function -> Text,
        title -> Nullable<Text>,
        leader_kind -> Nullable<Text>,
        phone -> Nullable<Text>,
        email -> Nullable<Text>,
        note -> Nullable<Text>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> Integer,
    }
}

diesel::table! {
    customer_attributes (customer_id, key) {
        customer_id -> Text,
        key -> Text,
        text_value -> Nullable<Text>,
        number_value -> Nullable<BigInt>,
    }
}

diesel::table! {
    consents (id, customer_id) {
        id -> Text,
        customer_id -> Text,
        channel -> Text,
        granted -> Bool,
        source -> Text,
        wording_version -> Nullable<Text>,
        occurred_at -> Timestamp,
        occurred_on -> Date,
        recorded_at -> Timestamp,
        recorded_by -> Text,
    }
}

diesel::table! {
    interactions (id, customer_id) {
        id -> Text,
        customer_id -> Text,
        kind -> Text,
        direction -> Text,
        outcome -> Nullable<Text>,
        body -> Nullable<Text>,
        follow_up_on -> Nullable<Date>,
        competitor -> Nullable<Text>,
        competitor_id -> Nullable<Text>,
        wish -> Nullable<Text>,
        occurred_at -> Timestamp,
        occurred_on -> Date,
        recorded_at -> Timestamp,
        recorded_by -> Text,
    }
}

diesel::table! {
    tasks (id) {
        id -> Text,
        customer_id -> Nullable<Text>,
        title -> Text,
        owner_id -> Text,
        due_on -> Nullable<Date>,
        state -> Text,
        created_by -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        done_at -> Nullable<Timestamp>,
        version -> Integer,
        about_id -> Nullable<Text>,
    }
}

diesel::table! {
    events (id, customer_id) {
        id -> Text,
        customer_id -> Text,
        kind -> Text,
        subject_id -> Text,
        recorded_at -> Timestamp,
        data -> Text,
        number -> Nullable<BigInt>,
    }
}

diesel::table! {
    event_numbers (name) {
        name -> Text,
        last -> BigInt,
    }
}

diesel::table! {
    anonymous_sales (id) {
        id -> Text,
        unit_id -> Nullable<Text>,
        channel -> Text,
        partner -> Nullable<Text>,
        external_id -> Nullable<Text>,
        revision -> Integer,
        occurred_at -> Timestamp,
        occurred_on -> Date,
        recorded_at -> Timestamp,
        currency -> Text,
        gross_minor -> BigInt,
        discount_minor -> BigInt,
        refunded_minor -> BigInt,
        net_minor -> BigInt,
        state -> Text,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    anonymous_sale_lines (sale_id, number) {
        sale_id -> Text,
        number -> Integer,
        product_id -> Nullable<Text>,
        category_id -> Nullable<Text>,
        description -> Nullable<Text>,
        quantity -> BigInt,
        unit_price -> Nullable<BigInt>,
        amount -> BigInt,
        discount -> BigInt,
        refunded_quantity -> BigInt,
        refunded_amount -> BigInt,
    }
}

diesel::table! {
    anonymous_refunds (id) {
        id -> Text,
        sale_id -> Text,
        unit_id -> Nullable<Text>,
        reason -> Nullable<Text>,
        partner -> Nullable<Text>,
        external_id -> Nullable<Text>,
        occurred_at -> Timestamp,
        occurred_on -> Date,
        recorded_at -> Timestamp,
        recorded_by -> Text,
        amount -> BigInt,
    }
}

diesel::table! {
    anonymous_refund_lines (refund_id, number) {
        refund_id -> Text,
        number -> Integer,
        quantity -> BigInt,
        amount -> BigInt,
    }
}

diesel::table! {
    held_purchases (id) {
        id -> Text,
        state -> Text,
        partner -> Text,
        external_id -> Nullable<Text>,
        revision -> Integer,
        fingerprint -> Text,
        unit_id -> Nullable<Text>,
        identity -> Nullable<Text>,
        content -> Nullable<Text>,
        occurred_at -> Timestamp,
        occurred_on -> Date,
        currency -> Text,
        net_minor -> BigInt,
        held_at -> Timestamp,
        held_by -> Text,
        problem -> Nullable<Text>,
        settled_at -> Nullable<Timestamp>,
        settled_by -> Nullable<Text>,
        subject_id -> Nullable<Text>,
        version -> Integer,
    }
}

diesel::table! {
    assortments (unit_id) {
        unit_id -> Text,
        updated_at -> Timestamp,
        updated_by -> Text,
        version -> Integer,
    }
}

diesel::table! {
    assortment_products (unit_id, product_id) {
        unit_id -> Text,
        product_id -> Text,
    }
}

diesel::table! {
    purchases (id, customer_id) {
        id -> Text,
        customer_id -> Text,
        unit_id -> Nullable<Text>,
        channel -> Text,
        partner -> Nullable<Text>,
        external_id -> Nullable<Text>,
        revision -> Integer,
        import_id -> Nullable<Text>,
        import_row -> Nullable<BigInt>,
        occurred_at -> Timestamp,
        occurred_on -> Date,
        recorded_at -> Timestamp,
        currency -> Text,
        gross_minor -> BigInt,
        discount_minor -> BigInt,
        refunded_minor -> BigInt,
        net_minor -> BigInt,
        state -> Text,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    purchase_lines (customer_id, purchase_id, number) {
        customer_id -> Text,
        purchase_id -> Text,
        number -> Integer,
        product_id -> Nullable<Text>,
        category_id -> Nullable<Text>,
        description -> Nullable<Text>,
        quantity -> BigInt,
        unit_price -> Nullable<BigInt>,
        amount -> BigInt,
        discount -> BigInt,
        refunded_quantity -> BigInt,
        refunded_amount -> BigInt,
    }
}

diesel::table! {
    purchase_deliveries (customer_id, purchase_id) {
        customer_id -> Text,
        purchase_id -> Text,
        ordered_on -> Nullable<Date>,
        promised_on -> Nullable<Date>,
        delivered_on -> Nullable<Date>,
        ordered -> BigInt,
        short -> BigInt,
        updated_at -> Timestamp,
        updated_by -> Text,
        version -> Integer,
    }
}

diesel::table! {
    purchase_delivery_lines (customer_id, purchase_id, number) {
        customer_id -> Text,
        purchase_id -> Text,
        number -> Integer,
        ordered -> BigInt,
        short -> BigInt,
    }
}

diesel::table! {
    refunds (id, customer_id) {
        id -> Text,
        customer_id -> Text,
        purchase_id -> Text,
        unit_id -> Nullable<Text>,
        reason -> Nullable<Text>,
        partner -> Nullable<Text>,
        external_id -> Nullable<Text>,
        occurred_at -> Timestamp,
        occurred_on -> Date,
        recorded_at -> Timestamp,
        recorded_by -> Text,
        amount -> BigInt,
    }
}

diesel::table! {
    refund_lines (customer_id, refund_id, number) {
        customer_id -> Text,
        refund_id -> Text,
        number -> Integer,
        quantity -> BigInt,
        amount -> BigInt,
    }
}

diesel::table! {
    external_refs (kind, partner, external_id) {
        kind -> Text,
        partner -> Text,
        external_id -> Text,
        subject_id -> Text,
        customer_id -> Text,
        revision -> Integer,
        fingerprint -> Text,
    }
}

diesel::table! {
    jobs (id) {
        id -> Text,
        kind -> Text,
        subject_id -> Nullable<Text>,
        lock_name -> Nullable<Text>,
        args -> Text,
        state -> Text,
        run_at -> Timestamp,
        attempts -> Integer,
        max_attempts -> Integer,
        locked_by -> Nullable<Text>,
        locked_until -> Nullable<Timestamp>,
        cancel_requested -> Bool,
        progress_done -> BigInt,
        progress_total -> Nullable<BigInt>,
        progress_unit -> Text,
        checkpoint -> Nullable<Text>,
        result -> Nullable<Text>,
        error_code -> Nullable<Text>,
        error_detail -> Nullable<Text>,
        created_by -> Text,
        created_at -> Timestamp,
        started_at -> Nullable<Timestamp>,
        finished_at -> Nullable<Timestamp>,
        seq -> BigInt,
    }
}

diesel::table! {
    job_locks (name) {
        name -> Text,
        job_id -> Text,
    }
}

diesel::table! {
    imports (id) {
        id -> Text,
        kind -> Text,
        format -> Text,
        encoding -> Text,
        compression -> Text,
        file_name -> Text,
        bytes -> BigInt,
        state -> Text,
        mapping -> Text,
        options -> Text,
        header -> Text,
        counts -> Text,
        samples -> Text,
        job_id -> Nullable<Text>,
        created_by -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> Integer,
        fingerprint -> Nullable<Text>,
        mode -> Nullable<Text>,
        newest_on -> Nullable<Date>,
        undone -> Nullable<Text>,
        first_purchase_id -> Nullable<Text>,
        last_purchase_id -> Nullable<Text>,
    }
}

diesel::table! {
    data_exports (id) {
        id -> Text,
        customer_id -> Text,
        language -> Text,
        state -> Text,
        bytes -> Nullable<BigInt>,
        requested_by -> Text,
        requested_at -> Timestamp,
        finished_at -> Nullable<Timestamp>,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    data_export_chunks (export_id, number) {
        customer_id -> Text,
        export_id -> Text,
        number -> Integer,
        bytes -> Binary,
    }
}

diesel::table! {
    import_facts (import_id, kind, subject_id, customer_id) {
        import_id -> Text,
        kind -> Text,
        subject_id -> Text,
        customer_id -> Text,
    }
}

diesel::table! {
    import_chunks (import_id, number) {
        import_id -> Text,
        number -> Integer,
        bytes -> Binary,
    }
}

diesel::table! {
    import_rejections (import_id, line) {
        import_id -> Text,
        line -> BigInt,
        content -> Text,
        errors -> Text,
        outcome -> Text,
    }
}

diesel::table! {
    membership_programmes (id) {
        id -> Text,
        code -> Text,
        name -> Text,
        state -> Text,
        level_basis -> Text,
        rate -> BigInt,
        valid_months -> Nullable<Integer>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> Integer,
    }
}

diesel::table! {
    membership_levels (id) {
        id -> Text,
        programme_id -> Text,
        code -> Text,
        name -> Text,
        threshold -> BigInt,
        benefits -> Nullable<Text>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> Integer,
    }
}

diesel::table! {
    memberships (id, customer_id) {
        id -> Text,
        customer_id -> Text,
        programme_id -> Text,
        card -> Nullable<Text>,
        state -> Text,
        enrolled_at -> Timestamp,
        enrolled_on -> Date,
        recorded_at -> Timestamp,
        recorded_by -> Text,
        level_id -> Nullable<Text>,
        level_since -> Date,
        level_rule -> Integer,
        review_on -> Date,
        balance -> BigInt,
        carry -> BigInt,
        entries -> BigInt,
        updated_at -> Timestamp,
        version -> Integer,
        merged_into -> Nullable<Text>,
    }
}

diesel::table! {
    membership_level_changes (id, customer_id) {
        id -> Text,
        customer_id -> Text,
        membership_id -> Text,
        level_id -> Nullable<Text>,
        previous_id -> Nullable<Text>,
        since -> Date,
        recorded_at -> Timestamp,
        rule -> Integer,
        cause -> Text,
        inputs -> Text,
        purchase_id -> Nullable<Text>,
        returned_on -> Nullable<Date>,
    }
}

diesel::table! {
    point_lots (id, customer_id) {
        id -> Text,
        customer_id -> Text,
        membership_id -> Text,
        number -> BigInt,
        purchase_id -> Nullable<Text>,
        revision -> Nullable<Integer>,
        rate -> Nullable<BigInt>,
        carry -> Nullable<BigInt>,
        points -> BigInt,
        reversed -> BigInt,
        remaining -> BigInt,
        occurred_on -> Date,
        expires_on -> Nullable<Date>,
        from_lot_id -> Nullable<Text>,
    }
}

diesel::table! {
    point_entries (id, customer_id) {
        id -> Text,
        customer_id -> Text,
        membership_id -> Text,
        number -> BigInt,
        kind -> Text,
        points -> BigInt,
        balance -> BigInt,
        lot_id -> Nullable<Text>,
        purchase_id -> Nullable<Text>,
        refund_id -> Nullable<Text>,
        adjustment_id -> Nullable<Text>,
        unit_id -> Nullable<Text>,
        note -> Nullable<Text>,
        occurred_at -> Timestamp,
        occurred_on -> Date,
        recorded_at -> Timestamp,
        recorded_by -> Text,
        undoes_id -> Nullable<Text>,
        partner -> Nullable<Text>,
        external_id -> Nullable<Text>,
    }
}

diesel::table! {
    point_adjustments (id, customer_id) {
        id -> Text,
        customer_id -> Text,
        membership_id -> Text,
        points -> BigInt,
        reason -> Text,
        state -> Text,
        asked_by -> Text,
        asked_at -> Timestamp,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        decision_note -> Nullable<Text>,
    }
}

diesel::table! {
    calendars (id) {
        id -> Text,
        code -> Text,
        name -> Text,
        rule -> Text,
        created_by -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> Integer,
        unit_id -> Text,
    }
}

diesel::table! {
    unit_calendars (unit_id) {
        unit_id -> Text,
        calendar_id -> Text,
    }
}

diesel::table! {
    competitors (id) {
        id -> Text,
        code -> Text,
        name -> Text,
        archived -> Bool,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> Integer,
    }
}

diesel::table! {
    complaint_categories (id) {
        id -> Text,
        code -> Text,
        name -> Text,
        is_serious -> Bool,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> Integer,
    }
}

diesel::table! {
    complaints (id, customer_id) {
        id -> Text,
        customer_id -> Text,
        unit_id -> Text,
        level -> Text,
        acting_unit_id -> Text,
        owner_id -> Nullable<Text>,
        purchase_id -> Nullable<Text>,
        product_id -> Nullable<Text>,
        batch -> Nullable<Text>,
        category_id -> Text,
        channel -> Text,
        body -> Text,
        wish -> Nullable<Text>,
        value_minor -> Nullable<BigInt>,
        severity -> Nullable<Text>,
        suggested -> Text,
        suggestion -> Text,
        state -> Text,
        waiting_from -> Nullable<Text>,
        finding -> Nullable<Text>,
        explanation -> Nullable<Text>,
        cause -> Nullable<Text>,
        cause_detail -> Nullable<Text>,
        lesson -> Nullable<Text>,
        resolution -> Nullable<Text>,
        next_due_at -> Nullable<Timestamp>,
        occurred_at -> Timestamp,
        occurred_on -> Date,
        recorded_at -> Timestamp,
        recorded_by -> Text,
        updated_at -> Timestamp,
        version -> Integer,
    }
}

diesel::table! {
    complaint_clocks (customer_id, complaint_id, kind, level) {
        customer_id -> Text,
        complaint_id -> Text,
        kind -> Text,
        level -> Text,
        unit_id -> Text,
        limit_days -> Integer,
        used_seconds -> BigInt,
        since -> Nullable<Timestamp>,
        due_at -> Nullable<Timestamp>,
        state -> Text,
        started_at -> Timestamp,
        missed_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    complaint_members (customer_id, complaint_id, user_id) {
        customer_id -> Text,
        complaint_id -> Text,
        user_id -> Text,
    }
}

diesel::table! {
    complaint_events (id, customer_id) {
        id -> Text,
        customer_id -> Text,
        complaint_id -> Text,
        kind -> Text,
        body -> Nullable<Text>,
        data -> Text,
        occurred_at -> Timestamp,
        recorded_by -> Text,
    }
}

diesel::table! {
    complaint_compensations (id, customer_id) {
        id -> Text,
        customer_id -> Text,
        complaint_id -> Text,
        kind -> Text,
        amount -> Nullable<BigInt>,
        description -> Nullable<Text>,
        state -> Text,
        approval_level -> Text,
        refund_id -> Nullable<Text>,
        promised_by -> Text,
        promised_at -> Timestamp,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        paid_by -> Nullable<Text>,
        paid_at -> Nullable<Timestamp>,
        points -> Nullable<BigInt>,
        membership_id -> Nullable<Text>,
        entry_id -> Nullable<Text>,
        decision_note -> Nullable<Text>,
    }
}

diesel::table! {
    complaint_actions (id, customer_id) {
        id -> Text,
        customer_id -> Text,
        complaint_id -> Text,
        title -> Text,
        owner_id -> Nullable<Text>,
        due_on -> Date,
        task_id -> Nullable<Text>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    complaint_attachments (id, customer_id) {
        id -> Text,
        customer_id -> Text,
        complaint_id -> Text,
        file_name -> Text,
        media_type -> Text,
        bytes -> BigInt,
        created_by -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    complaint_attachment_chunks (customer_id, attachment_id, number) {
        customer_id -> Text,
        attachment_id -> Text,
        number -> Integer,
        bytes -> Binary,
    }
}

diesel::table! {
    campaigns (id) {
        id -> Text,
        name -> Text,
        channel -> Text,
        purpose -> Text,
        state -> Text,
        plan -> Text,
        audience -> Text,
        arms -> Text,
        contents -> Nullable<Text>,
        control_share -> Integer,
        attribution_days -> Integer,
        budget_minor -> Nullable<BigInt>,
        cost_minor -> Nullable<BigInt>,
        margin_rate -> Nullable<Integer>,
        scheduled_at -> Nullable<Timestamp>,
        send_until -> Nullable<Timestamp>,
        author_id -> Text,
        changed_by -> Text,
        reviewed_by -> Nullable<Text>,
        review_note -> Nullable<Text>,
        approved_by -> Nullable<Text>,
        approved_at -> Nullable<Timestamp>,
        launched_at -> Nullable<Timestamp>,
        launched_by -> Nullable<Text>,
        planned_at -> Nullable<Timestamp>,
        resumed_at -> Nullable<Timestamp>,
        completed_at -> Nullable<Timestamp>,
        paused_reason -> Nullable<Text>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> Integer,
        unit_id -> Text,
    }
}

diesel::table! {
    campaign_oversight (campaign_id) {
        campaign_id -> Text,
        held -> Text,
    }
}

diesel::table! {
    campaign_people (campaign_id, customer_id) {
        campaign_id -> Text,
        customer_id -> Text,
    }
}

diesel::table! {
    deliveries (id, customer_id) {
        id -> Text,
        customer_id -> Text,
        source_kind -> Text,
        source_id -> Text,
        step -> Integer,
        arm -> Nullable<Text>,
        state -> Text,
        reason -> Nullable<Text>,
        channel -> Text,
        purpose -> Text,
        address -> Nullable<Text>,
        language -> Text,
        due_at -> Timestamp,
        attempts -> Integer,
        locked_by -> Nullable<Text>,
        locked_until -> Nullable<Timestamp>,
        gateway_id -> Nullable<Text>,
        error_code -> Nullable<Text>,
        error_detail -> Nullable<Text>,
        assigned_at -> Timestamp,
        assigned_on -> Date,
        sent_at -> Nullable<Timestamp>,
        unsubscribed_at -> Nullable<Timestamp>,
        updated_at -> Timestamp,
        delivered_at -> Nullable<Timestamp>,
        complained_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    segments (id) {
        id -> Text,
        name -> Text,
        description -> Nullable<Text>,
        kind -> Text,
        rule -> Nullable<Text>,
        rule_version -> Integer,
        state -> Text,
        size -> BigInt,
        came -> BigInt,
        went -> BigInt,
        refreshed_at -> Nullable<Timestamp>,
        refreshed_version -> Nullable<Integer>,
        created_by -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> Integer,
        unit_id -> Text,
    }
}

diesel::table! {
    segment_members (customer_id, segment_id) {
        customer_id -> Text,
        segment_id -> Text,
        since -> Date,
        rule_version -> Integer,
    }
}

diesel::table! {
    templates (id) {
        id -> Text,
        name -> Text,
        channel -> Text,
        purpose -> Text,
        contents -> Text,
        state -> Text,
        created_by -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> Integer,
        unit_id -> Text,
    }
}

diesel::table! {
    suppressions (channel, address) {
        id -> Text,
        channel -> Text,
        address -> Text,
        reason -> Text,
        cause -> Nullable<Text>,
        source_id -> Nullable<Text>,
        customer_id -> Nullable<Text>,
        recorded_at -> Timestamp,
        recorded_by -> Text,
    }
}

diesel::table! {
    test_addresses (id) {
        id -> Text,
        user_id -> Text,
        channel -> Text,
        address -> Text,
        code_salt -> Nullable<Text>,
        code_expires_at -> Nullable<Timestamp>,
        wrong_codes -> Integer,
        verified_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    test_send_counts (user_id, kind) {
        user_id -> Text,
        kind -> Text,
        day -> Date,
        count -> Integer,
    }
}

diesel::table! {
    webhooks (id) {
        id -> Text,
        unit_id -> Text,
        partner_id -> Nullable<Text>,
        url -> Text,
        description -> Text,
        kinds -> Text,
        enabled -> Bool,
        off_reason -> Nullable<Text>,
        off_at -> Nullable<Timestamp>,
        key_id -> Text,
        nonce -> Text,
        previous_key_id -> Nullable<Text>,
        previous_nonce -> Nullable<Text>,
        previous_until -> Nullable<Timestamp>,
        last_success_at -> Nullable<Timestamp>,
        created_by -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> Integer,
    }
}

diesel::table! {
    webhook_deliveries (id) {
        id -> Text,
        webhook_id -> Text,
        event_id -> Nullable<Text>,
        event_number -> Nullable<BigInt>,
        kind -> Nullable<Text>,
        state -> Text,
        tries -> Integer,
        attempts -> Integer,
        next_at -> Nullable<Timestamp>,
        first_at -> Nullable<Timestamp>,
        last_status -> Nullable<Integer>,
        last_error -> Nullable<Text>,
        created_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    webhook_attempts (delivery_id, number) {
        delivery_id -> Text,
        number -> Integer,
        started_at -> Timestamp,
        duration_ms -> BigInt,
        status -> Nullable<Integer>,
        error -> Nullable<Text>,
        response -> Text,
    }
}

diesel::table! {
    sign_up_forms (id) {
        id -> Text,
        token -> Text,
        unit_id -> Text,
        name -> Text,
        state -> Text,
        source -> Text,
        asked -> Text,
        consents -> Text,
        wording -> Text,
        wording_version -> Text,
        origins -> Text,
        created_by -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> Integer,
    }
}

diesel::table! {
    sign_ups (id) {
        id -> Text,
        form_id -> Text,
        customer_id -> Nullable<Text>,
        state -> Text,
        reason -> Nullable<Text>,
        name -> Nullable<Text>,
        phone -> Nullable<Text>,
        email -> Nullable<Text>,
        birthday -> Nullable<Text>,
        language -> Text,
        consents -> Text,
        wording_version -> Text,
        salt -> Nullable<Text>,
        wrong_codes -> Integer,
        email_confirmed_at -> Nullable<Timestamp>,
        phone_confirmed_at -> Nullable<Timestamp>,
        is_new -> Bool,
        created_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    wishes (id) {
        id -> Text,
        customer_id -> Nullable<Text>,
        unit_id -> Text,
        product_id -> Nullable<Text>,
        wanted -> Nullable<Text>,
        wanted_key -> Nullable<Text>,
        reason -> Text,
        state -> Text,
        decision_note -> Nullable<Text>,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        asked_on -> Date,
        recorded_at -> Timestamp,
        recorded_by -> Text,
    }
}

diesel::joinable!(customer_metrics -> customers (customer_id));
diesel::joinable!(memberships -> customers (customer_id));

diesel::joinable!(segment_members -> customers (customer_id));
diesel::joinable!(deliveries -> customers (customer_id));
diesel::table! {
    kept_figures (scope) {
        scope -> Text,
        units -> Nullable<Text>,
        asked_at -> Timestamp,
        as_of -> Nullable<Timestamp>,
        figures -> Nullable<Text>,
    }
}

diesel::table! {
    life_time_value_fits (id) {
        id -> Text,
        as_of -> Date,
        setting_version -> Integer,
        fingerprint -> Text,
        fitted_at -> Timestamp,
        finished_at -> Nullable<Timestamp>,
        fit -> Text,
        totals -> Nullable<Text>,
    }
}

diesel::table! {
    customer_life_time_values (customer_id, fit_id) {
        customer_id -> Text,
        fit_id -> Text,
        repeats -> BigInt,
        recency_days -> BigInt,
        age_days -> BigInt,
        mean_basket_minor -> Nullable<BigInt>,
        p_alive -> BigInt,
        expected_purchases -> BigInt,
        expected_basket_minor -> Nullable<BigInt>,
        residual_transactions -> BigInt,
        life_time_value_minor -> Nullable<BigInt>,
        worth -> BigInt,
    }
}

diesel::table! {
    life_cycle_passes (as_of) {
        as_of -> Date,
        fit_id -> Nullable<Text>,
        computed_at -> Timestamp,
        customers -> BigInt,
    }
}

diesel::table! {
    life_cycle_stages (customer_id) {
        customer_id -> Text,
        stage -> Text,
        reason -> Text,
        since -> Date,
        inputs -> Text,
        first_purchase_on -> Nullable<Date>,
        last_purchase_on -> Nullable<Date>,
        purchase_days_12m -> BigInt,
        net_12m_minor -> BigInt,
        at_risk_minor -> BigInt,
        recency -> Integer,
        frequency -> Integer,
        monetary -> Integer,
    }
}

diesel::table! {
    life_cycle_changes (customer_id, number) {
        customer_id -> Text,
        number -> Integer,
        changed_on -> Date,
        from_stage -> Nullable<Text>,
        stage -> Text,
        reason -> Text,
        since -> Date,
        win_back -> Bool,
        inputs -> Text,
    }
}

diesel::joinable!(customer_life_time_values -> customers (customer_id));
diesel::joinable!(life_cycle_stages -> customers (customer_id));

diesel::allow_tables_to_appear_in_same_query!(
    settings,
    life_time_value_fits,
    customer_life_time_values,
    life_cycle_passes,
    life_cycle_stages,
    life_cycle_changes,
    sign_up_forms,
    sign_ups,
    wishes,
    units,
    users,
    notifications,
    authors,
    assignments,
    sessions,
    second_factors,
    recovery_codes,
    account_links,
    refresh_tokens,
    login_failures,
    partners,
    api_keys,
    audit_events,
    idempotency_keys,
    product_categories,
    products,
    customers,
    erasures,
    erasure_terms,
    erased_contacts,
    data_exports,
    data_export_chunks,
    personal_reads,
    customer_merges,
    duplicates,
    purchase_identities,
    customer_metrics,
    customer_days,
    customer_tallies,
    tier_changes,
    customer_identities,
    identity_owners,
    customer_terms,
    customer_tags,
    attribute_definitions,
    customer_attributes,
    customer_contacts,
    consents,
    interactions,
    tasks,
    events,
    event_numbers,
    webhooks,
    webhook_deliveries,
    webhook_attempts,
    anonymous_sales,
    anonymous_sale_lines,
    anonymous_refunds,
    anonymous_refund_lines,
    held_purchases,
    assortments,
    assortment_products,
    purchases,
    purchase_lines,
    purchase_deliveries,
    purchase_delivery_lines,
    refunds,
    refund_lines,
    external_refs,
    jobs,
    job_locks,
    imports,
    import_chunks,
    import_rejections,
    membership_programmes,
    membership_levels,
    memberships,
    membership_level_changes,
    point_lots,
    point_entries,
    point_adjustments,
    calendars,
    unit_calendars,
    competitors,
    complaint_categories,
    complaints,
    complaint_clocks,
    complaint_members,
    complaint_events,
    complaint_compensations,
    complaint_actions,
    complaint_attachments,
    complaint_attachment_chunks,
    segments,
    segment_members,
    campaigns,
    deliveries,
    templates,
    suppressions,
);
