// Written by `npm run types` from docs/reference/openapi.json; not to be edited.

export interface paths {
    "/api/v1/ask": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask a question
         * @description Streams events unless `Accept: application/json` asks for one JSON: `passages`, then `sentence` and `citation` in turn
         *     or one `refusal`, then `done`; `error` when it fails on the way.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AskRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AskResponse"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ErrorBody"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/collections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the collections */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Collections"];
                    };
                };
            };
        };
        put?: never;
        /** Create a collection */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewCollection"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Collection"];
                    };
                };
                /** @description The name is taken */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ErrorBody"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List documents */
        get: {
            parameters: {
                query?: {
                    /** @description Id or name of a collection. */
                    collection?: string | null;
                    /** @description Part of the key. */
                    search?: string | null;
                    /** @description `queued`, `live` or `failed`. */
                    state?: string | null;
                    /** @description 1 to 500; 100 by default. */
                    limit?: number | null;
                    /** @description `next_cursor` of the page before. */
                    cursor?: string | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Documents"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Upload a document
         * @description The body is the file as it is. The same key with other bytes is a new version; the same bytes again change nothing.
         */
        post: {
            parameters: {
                query: {
                    /** @description Id or name of a collection; `default` without one. */
                    collection?: string | null;
                    /** @description Path, URL or id that makes it the same document next time; its last part is the name. */
                    key: string;
                    /** @description Attributes as a JSON object of strings. */
                    attributes?: string | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": number[];
                };
            };
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Uploaded"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ErrorBody"];
                    };
                };
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ErrorBody"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/documents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a document */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description `doc_…` */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Document"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ErrorBody"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /**
         * Delete a document
         * @description The next search sees none of it; the receipt proves it.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description `doc_…` */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Receipt"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ErrorBody"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/documents/{id}/receipt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show the receipt of a deletion */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description `doc_…` */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Receipt"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ErrorBody"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow the progress of background work
         * @description Events `progress` with the fields sequence, job, document, version, stage, done, total, `eta_ms`, message and `at_ms`;
         *     `Last-Event-ID` continues where a broken connection stopped.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Sequence of the last event seen; without it, only new ones come. */
                    after?: number | null;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A stream of events */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/quote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Quote the price of adding files
         * @description Needs names and sizes only; nothing is sent or stored. The answer is an estimate between two bounds. Each version says
         *     in `charged_millicredits` what it cost in the end; a file that cannot be made searchable costs nothing.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["QuoteRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Quote"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ErrorBody"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Search the documents */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SearchRequest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SearchResponse"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ErrorBody"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show the server's state */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Status"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/versions/{id}/original": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Download the original bytes of a version */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description `ver_…` */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The bytes as uploaded; `Range` is honoured */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": unknown;
                    };
                };
                /** @description The part asked for */
                206: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": unknown;
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ErrorBody"];
                    };
                };
                416: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ErrorBody"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/versions/{id}/rectangles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show where a range of the text stands
         * @description Returns pages and rectangles of bytes `start..end` of the version's text, such as the span of a passage.
         */
        get: {
            parameters: {
                query: {
                    /** @description First byte, on a character border. */
                    start: number;
                    /** @description One past the last byte, on a character border; at most 65,536 after `start`. */
                    end: number;
                };
                header?: never;
                path: {
                    /** @description `ver_…` */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Rectangles"];
                    };
                };
                /** @description The range is empty, too long, or none of this text */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ErrorBody"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ErrorBody"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/versions/{id}/text": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show the extracted text of a version */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description `ver_…` */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["VersionText"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ErrorBody"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description An answer or a refusal. */
        Answer: {
            /** @enum {string} */
            kind: "answer";
            /** @description Best first. */
            sentences: components["schemas"]["Sentence"][];
        } | {
            /** @enum {string} */
            kind: "refusal";
            nearest?: components["schemas"]["Scores"] | null;
            /** @description One sentence. */
            reason: string;
        };
        /** @description A question. */
        AskRequest: {
            /** @description Where to look. */
            filter?: components["schemas"]["Filter"];
            /** @description At most 8,000 bytes. */
            question: string;
        };
        /** @description The whole reply, for clients that do not stream. */
        AskResponse: {
            answer: components["schemas"]["Answer"];
            /** @description What it was taken from, best first. */
            passages: components["schemas"]["Passage"][];
            /**
             * Format: int64
             * @description Milliseconds from question to answer.
             */
            took_ms: number;
        };
        /** @description A block of the text. */
        Block: {
            /** @description `heading`, `paragraph`, `list`, `table` or `code`. */
            kind: string;
            /**
             * Format: int32
             * @description Rank of a heading, 1 to 6.
             */
            rank?: number | null;
            /** @description Bytes of the content. */
            span: components["schemas"]["Span"];
        };
        /** @description The exact place of a sentence. */
        Citation: {
            /** @description `doc_…`. */
            document: string;
            /** @description For people. */
            document_name: string;
            /**
             * Format: int32
             * @description Where the format has pages.
             */
            page?: number | null;
            /** @description The text under the span. */
            quote: string;
            /** @description One for each line of the quote (PDF). */
            rectangles: components["schemas"]["Rectangle"][];
            /** @description Bytes of the version's text. */
            span: components["schemas"]["Span"];
            /** @description `ver_…`. */
            version: string;
        };
        /** @description What is left after clean-up. */
        CleanUpProbe: {
            /**
             * Format: int64
             * @description Milliseconds since 1970 UTC.
             */
            at_ms: number;
            /**
             * Format: int64
             * @description Files left that no other document shares: 0.
             */
            blobs: number;
            /**
             * Format: int64
             * @description Points left in the raw index: 0.
             */
            points: number;
            /**
             * Format: int64
             * @description Rows of texts and chunks left: 0.
             */
            rows: number;
        };
        /** @description A collection. */
        Collection: {
            /**
             * Format: int64
             * @description Chunks that can be found.
             */
            chunk_count: number;
            /**
             * Format: int64
             * @description Milliseconds since 1970 UTC.
             */
            created_ms: number;
            /**
             * Format: int64
             * @description Documents that are not deleted.
             */
            document_count: number;
            /** @description `col_…`. */
            id: string;
            /** @description Unique in the organization. */
            name: string;
        };
        /** @description All collections. */
        Collections: {
            /** @description By name. */
            data: components["schemas"]["Collection"][];
        };
        /** @description A document with its newest version. */
        Document: {
            /** @description The owner's attributes. */
            attributes: {
                [key: string]: string;
            };
            /** @description `col_…`. */
            collection: string;
            /**
             * Format: int64
             * @description Milliseconds since 1970 UTC.
             */
            created_ms: number;
            /** @description `doc_…`, stable over all versions. */
            id: string;
            /** @description What makes it the same document at the next upload. */
            key: string;
            /** @description `ver_…` of the version that answers now. */
            live_version?: string | null;
            /** @description Last part of the key. */
            name: string;
            /** @description The newest version. */
            version: components["schemas"]["Version"];
        };
        /** @description A page of documents. */
        Documents: {
            /** @description Newest first. */
            data: components["schemas"]["Document"][];
            /** @description Pass as `cursor` for the next page; null at the end. */
            next_cursor?: string | null;
        };
        /** @description The identity of the embedder. */
        Embedder: {
            /** Format: int32 */
            dimensions: number;
            model: string;
            precision: string;
        };
        /** @description The body of each answer that is no success. */
        ErrorBody: {
            error: components["schemas"]["ErrorDetail"];
        };
        /** @description What went wrong. */
        ErrorDetail: {
            /** @description Stable code for programs. */
            code: string;
            /** @description One sentence: what happened and what to do. */
            message: string;
            /** @description The parameter that is wrong, when there is one. */
            param?: string | null;
            /** @description Family: `invalid_request_error`, `not_found_error`, `conflict_error`, `overloaded_error`, `server_error`. */
            type: string;
        };
        /**
         * @description What a price is likely to be, and between what it lies: of 20 files at most one is cheaper than `low`, one dearer than
         *     `high`.
         */
        Estimate: {
            /**
             * Format: int64
             * @description Most chunks.
             */
            high_chunks: number;
            /**
             * Format: int64
             * @description Highest price in thousandths of a credit.
             */
            high_millicredits: number;
            /**
             * Format: int64
             * @description Chunks of a usual file.
             */
            likely_chunks: number;
            /**
             * Format: int64
             * @description Usual price in thousandths of a credit.
             */
            likely_millicredits: number;
            /**
             * Format: int64
             * @description Fewest chunks.
             */
            low_chunks: number;
            /**
             * Format: int64
             * @description Lowest price in thousandths of a credit.
             */
            low_millicredits: number;
        };
        /** @description Restricts a search; what is empty restricts nothing. */
        Filter: {
            /**
             * @description All must match.
             * @default {}
             */
            attributes: {
                [key: string]: string;
            };
            /**
             * @description `col_…`.
             * @default []
             */
            collections: string[];
            /**
             * @description `doc_…`.
             * @default []
             */
            documents: string[];
        };
        /** @description A collection to create. */
        NewCollection: {
            /** @description 1 to 200 characters. */
            name: string;
        };
        /** @description A page of the text. */
        Page: {
            /**
             * Format: float
             * @description Points; 0 without a size.
             */
            height: number;
            /** @description Of a sheet or slide. */
            name?: string | null;
            /**
             * Format: int32
             * @description From 1.
             */
            number: number;
            /** @description Bytes of the content. */
            span: components["schemas"]["Span"];
            /**
             * Format: float
             * @description Points; 0 without a size.
             */
            width: number;
        };
        /** @description A passage: one span of one version. */
        Passage: {
            /** @description `doc_…`. */
            document: string;
            /** @description For people. */
            document_name: string;
            /** @description Headings above it. */
            headings: string[];
            /**
             * Format: int32
             * @description Page on which it begins.
             */
            page?: number | null;
            /** @description How it was found. */
            scores: components["schemas"]["Scores"];
            /** @description Bytes of the version's text. */
            span: components["schemas"]["Span"];
            /** @description Header row, when it begins inside a table. */
            table_header?: string | null;
            /** @description The text under the span. */
            text: string;
            /**
             * Format: int32
             * @description Length in the embedder's tokens.
             */
            token_count: number;
            /** @description `ver_…`. */
            version: string;
        };
        /** @description What things cost. */
        Prices: {
            /**
             * Format: int64
             * @description Of embedding one chunk, in thousandths of a credit.
             */
            chunk_millicredits: number;
            /**
             * Format: int64
             * @description Of one credit, in millionths of a US dollar.
             */
            credit_microdollars: number;
        };
        /** @description Searches made to prove a deletion. */
        Probe: {
            /**
             * Format: int32
             * @description Passages of the document that they found: 0.
             */
            hits: number;
            /**
             * Format: int32
             * @description Searches made.
             */
            queries: number;
        };
        /** @description Numbers of jobs. */
        Queue: {
            /** Format: int64 */
            queued: number;
            /** Format: int64 */
            running: number;
        };
        /** @description What adding the files is likely to cost. */
        Quote: {
            /** @description One for each file, in the order asked. */
            files: components["schemas"]["Estimate"][];
            /** @description Always true: the exact price of a file is known once it was read. */
            is_estimate: boolean;
            /** @description What one chunk costs. */
            prices: components["schemas"]["Prices"];
            /** @description Of all files together. */
            total: components["schemas"]["Estimate"];
        };
        /** @description What is to be added. */
        QuoteRequest: {
            /** @description 1 to 10,000 files. */
            files: components["schemas"]["QuotedFile"][];
        };
        /** @description A file that is not sent yet. */
        QuotedFile: {
            /** @description Name or path; its extension tells the format. */
            name: string;
            /**
             * Format: int64
             * @description Length in bytes.
             */
            size_bytes: number;
        };
        /** @description How reading ended. */
        Read: {
            /** @description Pages without text, for `ok_partial`. */
            pages?: number[] | null;
            /** @description `ok`, `ok_partial`, `needs_ocr`, `unreadable_fonts`, `encrypted`, `damaged`, `unsupported`, `too_large`, `empty`. */
            status: string;
        };
        /** @description Proof of a deletion. */
        Receipt: {
            after_clean_up?: components["schemas"]["CleanUpProbe"] | null;
            /**
             * Format: int64
             * @description Chunks that were searchable.
             */
            chunk_count: number;
            /**
             * Format: int64
             * @description Milliseconds since 1970 UTC.
             */
            deleted_at_ms: number;
            /** @description `doc_…`. */
            document: string;
            /** @description Searches with its own sentences right after. */
            probe: components["schemas"]["Probe"];
            /** @description `ver_…` of every version it had. */
            versions: string[];
        };
        /** @description A rectangle in fractions of its page, from the top left corner. */
        Rectangle: {
            /** Format: int32 */
            page: number;
            /** Format: float */
            x0: number;
            /** Format: float */
            x1: number;
            /** Format: float */
            y0: number;
            /** Format: float */
            y1: number;
        };
        /** @description Where a range of text stands. */
        Rectangles: {
            /** @description Pages, slides or sheets that it touches, in order; empty where the format has none. */
            pages: number[];
            /** @description One for each line, in reading order; empty where the format has no rectangles (all but PDF). */
            rectangles: components["schemas"]["Rectangle"][];
            /** @description The range asked for. */
            span: components["schemas"]["Span"];
        };
        /** @description Scores of a passage's best chunk. */
        Scores: {
            /**
             * Format: float
             * @description BM25, 0 and up.
             */
            bm25?: number | null;
            /**
             * Format: float
             * @description Cosine of the embeddings, -1 to 1.
             */
            cosine?: number | null;
            /**
             * Format: float
             * @description After fusion; compare within one search only.
             */
            fused: number;
            /**
             * Format: float
             * @description Of the reranker, when one is installed.
             */
            rerank?: number | null;
        };
        /** @description What to search for. */
        SearchRequest: {
            /** @description Where to look. */
            filter?: components["schemas"]["Filter"];
            /** @description Passages wanted, 1 to 100; 8 by default. */
            limit?: number | null;
            /** @description The question, at most 8,000 bytes. */
            query: string;
        };
        /** @description What was found. */
        SearchResponse: {
            /** @description Best first. */
            passages: components["schemas"]["Passage"][];
        };
        /** @description One sentence of an answer. */
        Sentence: {
            /** @description Where it stands. */
            citations: components["schemas"]["Citation"][];
            /**
             * Format: float
             * @description How well it answers, 0 to 1.
             */
            score: number;
            /** @description Word for word from the document. */
            text: string;
        };
        /** @description Bytes `start..end` of a version's text. */
        Span: {
            /** Format: int32 */
            end: number;
            /** Format: int32 */
            start: number;
        };
        /** @description The server's state. */
        Status: {
            /**
             * Format: int64
             * @description Chunks that can be found.
             */
            chunks: number;
            /**
             * Format: int64
             * @description Documents that are not deleted.
             */
            documents: number;
            /** @description Whose vectors are in the index. */
            embedder: components["schemas"]["Embedder"];
            /** @description What adding documents costs. */
            prices: components["schemas"]["Prices"];
            /** @description Background work. */
            queue: components["schemas"]["Queue"];
            /**
             * Format: int64
             * @description Sequence of the newest event; follow the events after it.
             */
            sequence: number;
            /** @description Of this program. */
            version: string;
        };
        /** @description What an upload became. */
        Uploaded: {
            /** @description `doc_…`. */
            document: string;
            /** @description `job_…` that makes it searchable; null when nothing has to be done. */
            job?: string | null;
            /** @description The same bytes were already there under this key. */
            unchanged: boolean;
            /** @description `ver_…`. */
            version: string;
        };
        /** @description One immutable content of a document. */
        Version: {
            /**
             * Format: int64
             * @description What it cost, in thousandths of a credit, as the ledger has it; null while nothing was charged.
             */
            charged_millicredits?: number | null;
            /**
             * Format: int32
             * @description Once cut.
             */
            chunk_count?: number | null;
            /**
             * Format: int64
             * @description Milliseconds since 1970 UTC.
             */
            created_ms: number;
            /** @description `ver_…`. */
            id: string;
            /** @description Found in the content. */
            media_type?: string | null;
            /**
             * Format: int32
             * @description From 1.
             */
            number: number;
            /**
             * Format: int32
             * @description Pages, slides or sheets.
             */
            page_count?: number | null;
            read?: components["schemas"]["Read"] | null;
            /** @description One sentence when reading or indexing failed, or was partial. */
            reason?: string | null;
            /** @description Of the uploaded bytes, hexadecimal. */
            sha256: string;
            /**
             * Format: int64
             * @description Of the upload.
             */
            size_bytes: number;
            /** @description `queued`, `live`, `dead` or `failed`. */
            state: string;
        };
        /** @description The extracted text of a version. */
        VersionText: {
            /** @description Headings, paragraphs, lists, tables, code. */
            blocks: components["schemas"]["Block"][];
            /** @description Plain UTF-8; spans count its bytes. */
            content: string;
            /** @description Pages, slides or sheets. */
            pages: components["schemas"]["Page"][];
            /** @description As the document states it. */
            title?: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
