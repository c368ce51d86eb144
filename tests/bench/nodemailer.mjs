// nodemailer with handlebars over one pooled connection: reads what to send from the file it is given.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [, , modules, file] = process.argv;
const need = createRequire(`${modules}/`);
const nodemailer = need('nodemailer');
const Handlebars = need('handlebars');

const { from, subject, text, html, picture, people, port } = JSON.parse(readFileSync(file, 'utf8'));
const textOf = Handlebars.compile(text, { noEscape: true });
const htmlOf = Handlebars.compile(html);
const attachments = [{ filename: picture.name, cid: picture.name, content: Buffer.from(picture.base64, 'base64') }];
const transport = nodemailer.createTransport({
	host: '127.0.0.1',
	port,
	secure: false,
	ignoreTLS: true,
	pool: true,
	maxConnections: 1,
	maxMessages: Infinity
});
await Promise.all(
	people.map((person) =>
		transport.sendMail({
			from,
			to: person.email,
			subject,
			text: textOf(person),
			html: htmlOf(person),
			attachments
		})
	)
);
transport.close();
