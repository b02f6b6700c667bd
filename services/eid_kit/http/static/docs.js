// Starts Swagger UI on /docs. A file of its own, because the page's policy runs no inline script.

// Swagger UI would ask for a client secret, which nobody has here, and no page can sign as a partner's server.
const withoutSecrets = () => ({
  wrapComponents: {
    oauth2: (_original, system) => () =>
      system.React.createElement("p", null, "private_key_jwt: signed by your server, for each request."),
  },
});

window.addEventListener("DOMContentLoaded", () => {
  SwaggerUIBundle({
    url: "/openapi.json",
    dom_id: "#swagger-ui",
    deepLinking: true,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    plugins: [withoutSecrets],
    validatorUrl: null,
  });
});
